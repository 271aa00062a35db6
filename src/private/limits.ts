/**
 * The bounds AWS KMS documents, once. Messages are printed from these, never from a literal.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 */
export const LIMITS = {
  /** Bytes of a key policy document (DG key-policy-overview). */
  policyBytes: 32_768,
  /** ScheduleKeyDeletion: the API model says 1-365, the service takes 7-30 days. */
  pendingWindowDays: { min: 7, max: 30 },
  /** EnableKeyRotation. */
  rotationPeriodDays: { min: 90, max: 2560 },
  /** AliasName including the `alias/` prefix. */
  aliasLength: { min: 1, max: 256 },
  /** Default quota, adjustable (DG resource-limits). */
  aliasesPerKey: 50,
  descriptionLength: { max: 8192 },
  tagKeyLength: { min: 1, max: 128 },
  tagValueLength: { max: 256 },
  tagsPerKey: { max: 50 },
  /** RotateKeyOnDemand, for the life of the key (DG resource-limits, not adjustable). */
  onDemandRotations: 25,
  /** Expiry of imported key material, days from the import (API ImportKeyMaterial). */
  importedMaterialExpiryDays: { max: 365 },
  /** Organizations orgs_reference_limits: 5,120 until 15 May 2026. */
  serviceControlPolicyCharacters: 10_240,
  /** Organizations orgs_reference_limits. */
  resourceControlPolicyCharacters: 5_120,
} as const;
