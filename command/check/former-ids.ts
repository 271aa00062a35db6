/** Rules that had another name, so that whoever still writes it is told the new one (docs/decisions/0011-names-for-1.0.md). */
export const FORMER_IDS: { readonly [former: string]: string } = {
  AbsentKeys: 'ConditionKeyPresence',
  AliasesInIamOnly: 'NoResourceAliasesInKeyPolicy',
  AliasIsNoResource: 'NoAliasAsResource',
  DefaultEncryptedUploads: 'HeaderlessUploadsAllowed',
  LockoutCheckKept: 'LockoutSafetyCheckOn',
  MetricExists: 'KmsMetricExists',
  SourcesForServices: 'NoSourceConditionForIdentity',
  StatementHasEffect: 'StatementAppliesToKey',
  TagsInIamOnly: 'NoResourceTagInKeyPolicy',
  ViaServiceForPeople: 'NoViaServiceForServicePrincipal',
};
