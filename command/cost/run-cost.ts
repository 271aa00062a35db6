import { Key } from '../../src/app/model';
import { monthlyPrice, PRICES } from '../../src/private/pricing';
import { holds, isTrue } from '../../src/template/scalar';
import { titleOf } from '../find-key';

/** What a key costs. Public: the JSON of `cost`. In US dollars a month. */
export interface KeyCost {
  readonly key: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly replica: boolean;
  /** Before any rotation. */
  readonly monthly: number;
  /** Once it was rotated twice; later rotations are free. */
  readonly monthlyWhenRotated: number;
}

export interface CostResult {
  readonly schemaVersion: 1;
  readonly command: 'cost';
  readonly currency: 'USD';
  readonly summary: {
    readonly keys: number;
    readonly replicas: number;
    readonly monthly: number;
    readonly monthlyWhenRotated: number;
    /** Null: not asked for. */
    readonly requests: number | null;
  };
  readonly keys: readonly KeyCost[];
}

/**
 * KMS charges for requests by ten thousand; the first 20,000 of a month are free. Asymmetric operations cost more.
 * https://aws.amazon.com/kms/pricing/
 */
const REQUESTS = { free: 20_000, unit: 10_000, price: 0.03 };

/** What the keys cost each month. Requests are those of all keys together, symmetric. */
export function runCost(keys: readonly Key[], requestsPerMonth?: number): CostResult {
  const costs = keys.map(costOf);
  const sum = (amount: (cost: KeyCost) => number): number => costs.reduce((total, cost) => total + amount(cost), 0);
  const requests = requestsPerMonth === undefined ? null : round(Math.max(0, requestsPerMonth - REQUESTS.free) / REQUESTS.unit * REQUESTS.price);
  return {
    schemaVersion: 1,
    command: 'cost',
    currency: 'USD',
    summary: {
      keys: costs.filter(({ replica }) => !replica).length,
      replicas: costs.filter(({ replica }) => replica).length,
      monthly: round(sum(({ monthly }) => monthly) + (requests ?? 0)),
      monthlyWhenRotated: round(sum(({ monthlyWhenRotated }) => monthlyWhenRotated) + (requests ?? 0)),
      requests,
    },
    keys: costs,
  };
}

function costOf(key: Key): KeyCost {
  return {
    key: titleOf(key),
    stack: key.resource.stack.title,
    logicalId: key.resource.logicalId,
    replica: key.replica,
    monthly: monthlyPrice(),
    monthlyWhenRotated: !key.replica && holds(key.rotation, isTrue) !== 'no' ? monthlyPrice(PRICES.chargedRotations) : monthlyPrice(),
  };
}

const round = (amount: number): number => Math.round(amount * 100) / 100;
