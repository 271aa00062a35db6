/**
 * What the account's own IAM policies can allow on a key.
 *
 * The key policy is the root of all access to a key. IAM policies count only as far as the key policy delegates to the account.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export enum IamDelegation {
  /**
   * IAM policies of the account can allow anything, as in AWS's default key policy.
   *
   * A conditional Allow in the key policy then restricts nobody: any IAM policy can allow the same without the condition.
   * Use `restrictions`, or a narrower delegation.
   */
  FULL = 'FULL',

  /**
   * IAM policies can allow managing the key, never using it, and no grants. Whoever uses the key is named in the key policy;
   * CDK's grant methods then write there.
   */
  ADMINISTRATION = 'ADMINISTRATION',

  /**
   * Only the key policy counts. The role that CloudFormation deploys with must be among the administrators, or KMS refuses the key; synthesis
   * fails without, and the message says which role.
   */
  NONE = 'NONE',
}
