/**
 * What a customer managed key costs, in US dollars a month. The price is the same in every commercial Region; requests come on top.
 *
 * @see https://aws.amazon.com/kms/pricing/
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export const PRICES = {
  /** Every key and every replica, whatever its kind. Nothing while it waits for its deletion. */
  key: 1,
  /** Each of the first two rotations adds this much; later ones are free. */
  rotation: 1,
  chargedRotations: 2,
} as const;

/** The price of a key once it was rotated so often. */
export const monthlyPrice = (rotations = 0): number => PRICES.key + Math.min(rotations, PRICES.chargedRotations) * PRICES.rotation;
