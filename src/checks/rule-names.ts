import { idOf, PACK } from './findings';
import { RULES } from './rules';

/** What rules were called before 1.0. */
const FORMER: { readonly [name: string]: string } = {
  AbsentKeys: 'ConditionKeyPresence',
  StatementHasEffect: 'StatementAppliesToKey',
  TagsInIamOnly: 'NoResourceTagInKeyPolicy',
  AliasesInIamOnly: 'NoResourceAliasesInKeyPolicy',
  ViaServiceForPeople: 'NoViaServiceForServicePrincipal',
  SourcesForServices: 'NoSourceConditionForIdentity',
  MetricExists: 'KmsMetricExists',
  LockoutCheckKept: 'LockoutSafetyCheckOn',
  AliasIsNoResource: 'NoAliasAsResource',
  DefaultEncryptedUploads: 'HeaderlessUploadsAllowed',
};

const KNOWN: ReadonlySet<string> = new Set(RULES.map(idOf));
const withPack = (name: string): string => name.startsWith(`${PACK}-`) ? name : `${PACK}-${name}`;

/** The id of a rule by its name, with or without that of the pack; undefined where there is none. */
export function ruleIdOf(name: string): string | undefined {
  const id = withPack(name);
  return KNOWN.has(id) ? id : undefined;
}

/** What a rule is called now that had another name. */
export const renamedTo = (name: string): string | undefined => {
  const now = FORMER[withPack(name).slice(PACK.length + 1)];
  return now && `${PACK}-${now}`;
};

/** A finding's id under the name that its rule had; undefined where it had no other. */
export function formerName(id: string): string | undefined {
  const [, rule, part] = /^[^-]+-([^[]+)(.*)$/.exec(id)!;
  const former = Object.keys(FORMER).find(name => FORMER[name] === rule);
  return former && `${PACK}-${former}${part}`;
}
