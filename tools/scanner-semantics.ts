/**
 * What scanners would find that do not run here: they need a live account (Prowler) or are not on the registries this project uses (KICS, Trivy, cfn-nag).
 * Written from each tool's documentation and published queries; not the tools. What depends on the deployment is judged as deployed.
 */
import { Resource, Resources } from '../test/checks/corpus';

export type Semantics = (resources: Resources) => string[];

const list = (value: any): any[] => value === undefined ? [] : Array.isArray(value) ? value : [value];
const statements = ({ Properties }: Resource): any[] => list(Properties.KeyPolicy?.Statement);
const allows = (resource: Resource): any[] => statements(resource).filter(({ Effect }) => Effect === 'Allow');
const aws = (statement: any): any[] => typeof statement.Principal === 'string' ? [] : list(statement.Principal?.AWS);
const isFalse = (value: any): boolean => value === false || value === 'false';
const rotates = ({ Properties }: Resource): boolean => Properties.EnableKeyRotation === true || Properties.EnableKeyRotation === 'true';
const keys = (resources: Resources): Resource[] => Object.values(resources).filter(({ Type }) => Type === 'AWS::KMS::Key');
const replicas = (resources: Resources): Resource[] => Object.values(resources).filter(({ Type }) => Type === 'AWS::KMS::ReplicaKey');
const spec = ({ Properties }: Resource): string => Properties.KeySpec ?? 'SYMMETRIC_DEFAULT';

/** Applies named questions to every key; the names of those answered with yes. */
const judged = (resources: readonly Resource[], questions: { readonly [rule: string]: (key: Resource) => boolean }): string[] =>
  Object.keys(questions).filter(rule => resources.some(questions[rule]));

/** KICS: queries for CloudFormation. They read AWS::KMS::Key alone. */
export const kics: Semantics = resources => judged(keys(resources), {
  '1c07bfaf': key => key.Properties.Enabled === true && key.Properties.PendingWindowInDays === undefined
    && (key.Properties.EnableKeyRotation === undefined || key.Properties.EnableKeyRotation === false),
  '235ca980': key => !rotates(key) && spec(key) === 'SYMMETRIC_DEFAULT' && key.Properties.Origin !== 'EXTERNAL',
  'f6049677': key => allows(key).some(({ Principal }) => list(Principal).includes('*')),
  'da905474': key => key.Properties.KeyPolicy === undefined || allows(key).some(({ Principal, Action, Condition }) => Condition === undefined
    && (Principal === '*' || Principal?.AWS === '*' || list(Action).some(action => action === '*' || action === 'kms:*'))),
  '2844c749': key => key.Properties.Enabled === false || Boolean(key.Properties.PendingWindowInDays),
});

/** Condition keys that Prowler takes for a restriction, under these operators only. */
const RESTRICTIVE: { readonly [operator: string]: readonly string[] } = {
  StringEquals: ['aws:sourceaccount', 'aws:sourceowner', 'aws:sourcearn', 'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:resourceaccount',
    'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:userid', 'aws:username'],
  ArnLike: ['aws:sourcearn', 'aws:principalarn'],
};
const restricts = (condition: any): boolean => Object.entries(condition ?? {}).some(([operator, named]) =>
  Object.keys(named as object).some(name => RESTRICTIVE[operator.replace('StringLike', 'StringEquals').replace('ArnEquals', 'ArnLike')]?.includes(name.toLowerCase())));

/** Prowler: checks of a live account, as if the template were deployed. A replica rotates with its primary. */
export const prowler: Semantics = resources => {
  const live = [...keys(resources), ...replicas(resources)];
  const enabled = ({ Properties }: Resource) => !isFalse(Properties.Enabled);
  return judged(live, {
    kms_cmk_rotation_enabled: key => key.Type === 'AWS::KMS::Key' && enabled(key) && spec(key).includes('SYMMETRIC') && !rotates(key),
    kms_cmk_are_used: key => !enabled(key),
    kms_cmk_not_multi_region: key => enabled(key) && (key.Type === 'AWS::KMS::ReplicaKey' || key.Properties.MultiRegion === true),
    kms_key_not_publicly_accessible: key => allows(key).some(statement => !restricts(statement.Condition) && (statement.Principal === '*' || aws(statement).includes('*'))),
  });
};

/** cfn-nag: rules F19 and F76. */
export const cfnNag: Semantics = resources => judged(keys(resources), {
  F19: key => !rotates(key),
  F76: key => allows(key).some(statement => statement.Principal === '*' || aws(statement).includes('*')),
});

/** Trivy (tfsec before): its one check of keys. */
export const trivy: Semantics = resources => judged(keys(resources), {
  'AWS-0065': key => key.Properties.KeyUsage !== 'SIGN_VERIFY' && !rotates(key),
});
