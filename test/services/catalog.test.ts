import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { added, samplePolicy, serviceOf, servicePolicy, statementsIn } from './policies';
import { EncryptedKey, IamDelegation, KeyAccess, KeyService } from '../../src';
import { CATALOG } from '../../src/services/catalog';
import { messageUses } from '../../src/services/messages';
import { servicePrincipalName } from '../../src/services/service-principal';
import { creationOf, ServiceCall, ServiceUse, sourceKeysOf, throughOf, viaServicesOf } from '../../src/services/service-use';
import { unknownNames } from '../support/reference';
import { testStack } from '../support/stack';

const USES = Object.values(CATALOG);
const SUPPORTED = USES.filter(use => !use.unsupported);
const each = (uses: readonly ServiceUse[]): [string, ServiceUse][] => uses.map(use => [use.id, use]);
const calls = (caller: ServiceCall['caller']): [string, ServiceUse, ServiceCall][] =>
  SUPPORTED.flatMap(use => use.calls.filter(call => call.caller === caller).map(call => [`${use.id} ${call.purpose}`, use, call] as [string, ServiceUse, ServiceCall]));

describe('the catalog', () => {
  test('has a static of KeyService for each row that takes a key, and a row for each static', () => {
    const statics = Object.entries(KeyService).filter(([, value]) => value instanceof KeyService).map(([name]) => name);
    expect(statics.sort()).toEqual(SUPPORTED.map(({ id }) => id).sort());
    statics.forEach(name => expect((KeyService as any)[name].id).toBe(name));
  });

  // A service comes or goes by a change of these numbers, never by accident.
  test('has 199 uses of 112 services, 8 of which cannot take a customer managed key', () => {
    expect(USES.length).toBe(199);
    expect(new Set(USES.map(use => use.service)).size).toBe(112);
    expect(USES.length - SUPPORTED.length).toBe(8);
  });

  test('keeps the list of what is not confirmed short and known', () => {
    expect(USES.filter(use => !use.verified).map(use => use.id).sort()).toEqual([
      'APP_RUNNER', 'BACKUP_GATEWAY', 'BEDROCK_AGENTCORE_MEMORY', 'DOCUMENTDB', 'LAMBDA_CODE_IN_PLACE', 'LEX_CONVERSATION_LOGS', 'RDS_ACTIVITY_STREAMS', 'STORAGE_GATEWAY',
    ]);
  });

  /*
   * A required condition is the one part of a row that denies when it is wrong. What is open of these rows is something else: their
   * actions, what starts the stream, whose consumers AWS's own code shows with the context, or that AWS says on no page what its L2 writes.
   */
  const OPEN = USES.filter(use => !use.verified && !['LAMBDA_CODE_IN_PLACE', 'RDS_ACTIVITY_STREAMS'].includes(use.id));
  test.each(each(OPEN))('%s requires no source and no context that AWS does not confirm', (_, use) => {
    for (const { source, laterSource, context, contextPresent, contextKeys, grantConstraintType } of use.calls) {
      expect([source, laterSource, context, contextPresent, contextKeys, grantConstraintType].filter(Boolean)).toEqual([]);
    }
  });

  /** Names of the table of kms:ViaService itself: kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
  const IN_TABLE = ['apprunner', 'backup-gateway', 'storagegateway'];
  test.each(each(OPEN))('%s asks users to come through no service that AWS does not confirm', (_, use) => {
    const asked = use.calls.flatMap(call => throughOf(use, call)).concat(creationOf(use).flatMap(call => throughOf(use, call)));
    expect(asked.filter(name => !IN_TABLE.includes(name))).toEqual([]);
  });

  test.each(each(messageUses().filter(use => !use.verified)))('%s requires no source that AWS does not confirm', (_, use) => {
    expect(use.calls.flatMap(call => call.source ?? [])).toEqual([]);
  });

  test('gives each use a Sid prefix of its own', () => {
    expect(new Set(USES.map(use => use.sid)).size).toBe(USES.length);
  });
});

describe('a row', () => {
  test.each(each(USES))('%s is well formed', (id, use) => {
    expect(id).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    expect(use.sid).toMatch(/^[A-Z][A-Za-z0-9]*$/);
    // The Sid is the id in PascalCase, except for the case of abbreviations.
    expect(id.replace(/_/g, '').toLowerCase().startsWith(use.sid.toLowerCase().slice(0, 2))).toBe(true);
    expect(use.service).toMatch(/^(Amazon|AWS|Elastic) /);
    expect(use.use.length).toBeGreaterThan(3);
    expect(use.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(use.source).toMatch(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*\/[A-Za-z0-9_.-]+(\.html)?(#[\w.-]+)?$/);
    expect(use.verified ? use.unverified : typeof use.unverified).toBe(use.verified ? undefined : 'string');
    expect(use.keySpecs.length).toBeGreaterThan(0);
    for (const text of [...use.gotchas, use.unsupported ?? 'x']) { expect(text).toMatch(/^[^\u0100-\uFFFF]+$/); }
    use.gotchas.forEach(gotcha => expect(gotcha).toMatch(/^[A-Z`].*\.$/s));
    expect(use.calls.length > 0).toBe(!use.unsupported);
    expect(use.styles.includes('none')).toBe(use.unsupported !== undefined);
    // No statement takes the Sid of another: calls of one purpose are one statement that names several services.
    expect(new Set(use.calls.map(({ principal, ...rest }) => JSON.stringify(rest))).size).toBe(new Set(use.calls.map(call => call.purpose)).size);
    expect(new Set(use.calls.map(call => `${call.purpose} ${call.principal}`)).size).toBe(use.calls.length);
  });

  test.each(each(SUPPORTED))('%s says how each call is bound', (_, use) => {
    for (const call of use.calls) {
      expect(call.principal !== undefined).toBe(call.caller === 'service');
      expect(call.serviceLinkedRole !== undefined).toBe(call.caller === 'service-linked-role');
      if (call.caller !== 'service') { expect(call.source ?? call.sourceArn ?? call.regionalPrincipal).toBeUndefined(); }
      if (call.caller !== 'user') { expect(call.viaService ?? call.optional).toBeUndefined(); }
      // Somebody must be reached: a service to go through, or a reason why not.
      if (call.caller === 'user' && call.viaService !== false) { expect(use.viaService).toMatch(/^[a-z0-9-]+$/); }
    }
    // A Deny for whatever does not come through the service would stop these.
    if (use.exclusive) {
      expect(use.calls.every(call => call.caller === 'user' && call.viaService !== false)).toBe(true);
    }
  });

  test.each(each(SUPPORTED))('%s makes this policy', (_, use) => {
    expect(added(samplePolicy(use))).toMatchSnapshot();
  });

  test.each(each(SUPPORTED))('%s uses actions and condition keys that exist', async (_, use) => {
    expect(await unknownNames(samplePolicy(use))).toEqual([]);
  });

  test.each(each(USES.filter(use => use.unsupported)))('%s has no static, which could only fail, and says why and what to do', (_, use) => {
    expect(use.id in KeyService).toBe(false);
    expect([use.unsupported, use.gotchas[0]]).toEqual([expect.stringMatching(/.{20}/), expect.stringMatching(/.{10}/)]);
  });
});

describe('seam rules', () => {
  const describing = (use: ServiceUse) => added(samplePolicy(use)).filter(({ Action }) => [Action].flat().some(action => /^kms:(Describe|GetPublicKey)/.test(action)));
  const DESCRIBING = SUPPORTED.filter(use => describing(use).length > 0);
  test('most rows describe the key', () => expect(DESCRIBING.length).toBeGreaterThan(SUPPORTED.length / 2));
  test.each(each(DESCRIBING))('%s never puts DescribeKey under an encryption context', (_, use) => {
    const keys = describing(use).flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap((c: any) => Object.keys(c)));
    expect(keys.filter(key => key.startsWith('kms:EncryptionContext'))).toEqual([]);
  });

  /*
   * Where AWS documents CreateGrant without kms:GrantIsForAWSResource: EKS fails with it, the others show another bound of the grant
   * (its operations, its context, the source) or a service to go through alone. A further row of this kind needs its reason here.
   */
  const OTHERWISE_BOUND = [
    'BACKUP_GATEWAY', 'BEDROCK_AGENTCORE_GATEWAY', 'BEDROCK_AGENTCORE_POLICY_ENGINES', 'BEDROCK_DATA_AUTOMATION', 'BEDROCK_KNOWLEDGE_BASES', 'CLEAN_ROOMS_ML', 'COGNITO_CUSTOM_SENDERS', 'CONNECT_CUSTOMER_PROFILES', 'DEADLINE_CLOUD', 'DMS_HOMOGENEOUS_MIGRATIONS', 'DMS_SCHEMA_CONVERSION',
    'ENTITY_RESOLUTION',
    'ECS_FARGATE_EPHEMERAL_STORAGE', 'HEALTH_IMAGING', 'INCIDENT_MANAGER', 'LOCATION', 'MANAGED_FLINK', 'PROMETHEUS', 'Q_BUSINESS', 'REDSHIFT_ZERO_ETL',
  ];
  // EKS: eks/latest/userguide/enable-kms.html. Personalize: its page has no condition at all, which the row's gotchas say.
  const UNBOUND_GRANTS = ['EKS', 'PERSONALIZE'];
  test.each(SUPPORTED.flatMap(use => use.calls.filter(call => call.actions.includes('kms:CreateGrant')).map(call => [use.id, call] as [string, ServiceCall])))(
    '%s bounds the grants that may be made, in a statement of its own', (id, call) => {
      expect(call.grantIsForAwsResource).toBe(![...OTHERWISE_BOUND, ...UNBOUND_GRANTS].includes(id));
      const other = call.grantOperations ?? call.context ?? call.source ?? (call.caller === 'user' && call.viaService !== false);
      if (OTHERWISE_BOUND.includes(id)) { expect(other).toBeTruthy(); }
      // What else takes the condition: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
      expect(call.actions.filter(a => !['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'].includes(a))).toEqual([]);
    });

  test.each(calls('user'))('%s carries kms:ViaService unless its role calls KMS itself', (_, use, call) => {
    const statement = added(samplePolicy(use)).find(s => s.Sid === `${use.sid}${call.purpose}`);
    const via = Object.values(statement.Condition ?? {}).flatMap((c: any) => c['kms:ViaService'] ?? []);
    const names = viaServicesOf(use).map(prefix => `${prefix}.${use.viaServiceInAnyRegion ? '*' : 'eu-west-1'}.amazonaws.com`);
    expect(via).toEqual(call.viaService === false ? [] : names.sort());
  });

  test('leaves kms:ViaService off the execution roles of Step Functions', () => {
    const executions = [CATALOG.STEP_FUNCTIONS, CATALOG.STEP_FUNCTIONS_ACTIVITIES, CATALOG.STEP_FUNCTIONS_LOGS];
    executions.forEach(use => expect(JSON.stringify(samplePolicy(use))).not.toContain('ViaService'));
  });

  test.each(['EVENTBRIDGE_ARCHIVE', 'STEP_FUNCTIONS_LOGS', 'EVENTBRIDGE_PIPES_LOGS', 'CLOUDWATCH_LOGS'])('%s has no source keys, which the service does not send', id => {
    const policy = JSON.stringify(samplePolicy(CATALOG[id]));
    expect(policy).not.toContain('aws:Source');
    expect(() => KeyAccess.service(serviceOf(CATALOG[id]), { sourceArns: ['arn:aws:events:eu-west-1:111122223333:rule/x'] }))
      .toThrow("'sourceArns' does nothing");
  });

  /** Calls that AWS documents without any bound but the key's policy itself: the use and its purpose. */
  const UNBOUND = ['BEDROCK_AGENTCORE_DATASETS Read', 'CLEAN_ROOMS_ML', 'PERSONALIZE', 'SES_ARCHIVING'];
  const usesData = (call: ServiceCall) => call.actions.some(action => !['kms:DescribeKey', 'kms:GetPublicKey', 'kms:CreateGrant'].includes(action));
  test.each(calls('service').filter(([, , call]) => usesData(call)))('%s bounds what the service does with data, or AWS knows no bound', (name, _, call) => {
    const bounded = sourceKeysOf(call).length > 0 || Object.keys(call.context ?? {}).length > 0;
    expect(bounded).toBe(!UNBOUND.includes(name.trim()));
  });
});

describe('places', () => {
  const PLACES = [['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], ['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b']];

  // Rows that are for keys of one Region stay there.
  const ANYWHERE = SUPPORTED.filter(use => !use.regions);
  test.each(each(ANYWHERE))('%s stays in its partition', (_, use) => {
    for (const [region, partition] of PLACES) {
      const statements = statementsIn(use, region, partition);
      // The named user is an ARN of the sample's own.
      const text = JSON.stringify(statements.map(({ Principal, ...rest }) => ({ ...rest, Principal: Principal.Service })));
      const partitions = new Set([...text.matchAll(/arn:([a-z-]+):/g)].map(match => match[1]));
      // Resources that the sample names by ARN stay as they are given.
      if (use.resourceArn || !text.includes('arn:aws:')) { expect([...partitions].filter(p => p !== partition)).toEqual([]); }
      expect(text).not.toContain('eu-west-1');
      // kms:ViaService ends in .amazonaws.com everywhere, China included (DG conditions-kms).
      expect(text).not.toContain('amazonaws.com.cn');
    }
  });

  test.each(each(ANYWHERE))('%s differs in an opt-in Region by the Region alone, and by the principals that say so', (_, use) => {
    const home = JSON.stringify(statementsIn(use, 'eu-west-1'));
    const optIn = JSON.stringify(statementsIn(use, 'eu-south-1'));
    const regional = use.calls.filter(call => call.regionalPrincipal === 'opt-in').map(call => call.principal!);
    const undone = regional.reduce((text, principal) => text.replaceAll(principal.replace('.amazonaws', '.eu-south-1.amazonaws'), principal), optIn);
    expect(undone.replaceAll('eu-south-1', 'eu-west-1')).toBe(home);
    expect(optIn.includes('.eu-south-1.amazonaws.com')).toBe(home.includes('.eu-west-1.amazonaws.com') || regional.length > 0);
  });

  test('knows the opt-in Regions that aws-cdk-lib knows', () => {
    const call: ServiceCall = { purpose: '', caller: 'service', principal: 'x.amazonaws.com', regionalPrincipal: 'opt-in', actions: [] };
    for (const region of RegionInfo.regions) {
      expect([region.name, servicePrincipalName(call, region.name)]).toEqual([region.name, region.isOptInRegion ? `x.${region.name}.amazonaws.com` : 'x.amazonaws.com']);
    }
  });
});

describe('a principal with the Region in China', () => {
  const warns = (id: string, region: string): boolean => {
    const stack = testStack(region);
    new EncryptedKey(stack, 'Key', { access: [KeyAccess.service(serviceOf(CATALOG[id]))] });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('its principal in China')).length > 0;
  };

  test('warns, for nobody says how it ends', () => {
    expect(warns('CLOUDWATCH_LOGS', 'cn-north-1')).toBe(true);
    expect(warns('CLOUDWATCH_LOGS', 'eu-west-1')).toBe(false);
    expect(warns('CLOUDTRAIL', 'cn-north-1')).toBe(false);
  });
});

describe('delegation', () => {
  const throughService = SUPPORTED.filter(use => use.calls.some(call => call.caller === 'user')
    && use.calls.every(call => call.caller !== 'user' || (call.viaService !== false)) && !use.foreignSource);
  const roles = SUPPORTED.filter(use => use.calls.some(call => call.caller === 'user' && call.viaService === false && !call.optional));

  test.each(each(throughService))('%s lets IAM policies say who, through the service only', (_, use) => {
    const users = added(servicePolicy(use, {})).filter(s => s.Principal.AWS === 'arn:aws:iam::111122223333:root');
    expect(users.length).toBeGreaterThan(0);
    users.forEach(s => expect(JSON.stringify(s.Condition)).toContain('"kms:ViaService"'));
  });

  test.each(each(throughService))('%s adds nothing for users where IAM policies may allow everything', (_, use) => {
    expect(added(servicePolicy(use, {}, { delegation: IamDelegation.FULL })).filter(s => s.Principal.AWS && !String(s.Principal.AWS).includes('aws-service-role'))).toEqual([]);
  });

  test.each(each(roles))('%s fails without the roles that call KMS themselves', (_, use) => {
    expect(() => servicePolicy(use, {})).toThrow(`'users' must name the roles that call KMS for KeyService.${use.id}`);
    expect(() => servicePolicy(use, {}, { delegation: IamDelegation.FULL })).not.toThrow();
  });
});
