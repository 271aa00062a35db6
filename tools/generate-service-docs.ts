/**
 * Writes docs/services.md and docs/services from the service catalog: one table of everything, one page for each service. `--check` writes nothing and
 * fails when a page is not what would be written.
 */
import { join } from 'path';
import { wholeFile } from './snippets/whole-file';
import { servicePagePath, writePages } from './write-pages';
import { CATALOG } from '../src/services/catalog';
import { DELIVERIES, MessageFacts, MessageTargetKind, SENDERS_BY_ROLE } from '../src/services/messages';
import { KeyChange, ServiceCall, ServiceUse, sourceKeysOf, viaServicesOf } from '../src/services/service-use';
import { statementsIn } from '../test/services/policies';
import { sampleOptions, takesUsers } from '../test/services/samples';

const byName = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
const link = (page: string): string => page.startsWith('https://') ? page : `https://docs.aws.amazon.com/${page}`;
const code = (values: readonly string[]): string => values.map(value => `\`${value}\``).join(', ');
const cell = (text: string): string => text.replace(/\|/g, '\\|');

/** JSON with short values on one line. */
function json(value: unknown, indent = ''): string {
  const line = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/\[ /g, '[').replace(/ \]/g, ']');
  if (value === null || typeof value !== 'object' || (indent !== '' && indent.length + line.length <= 120)) { return line; }
  const inner = `${indent}  `;
  return Array.isArray(value)
    ? `[\n${value.map(item => inner + json(item, inner)).join(',\n')}\n${indent}]`
    : `{\n${Object.entries(value).map(([key, item]) => `${inner}"${key}": ${json(item, inner)}`).join(',\n')}\n${indent}}`;
}

/** Who calls, in a few words. */
function callers(use: ServiceUse): string {
  const names = new Set(use.calls.map((call: ServiceCall) => {
    switch (call.caller) {
      case 'service': return call.regionalPrincipal === 'always'
        ? `\`${call.principal!.replace('.amazonaws.com', '.REGION.amazonaws.com')}\``
        : `\`${call.principal}\`${call.regionalPrincipal === 'opt-in' ? ' (with the Region in opt-in Regions)' : ''}`;
      case 'service-linked-role': return `role \`${call.serviceLinkedRole!.split('/')[1]}\``;
      case 'user': return call.viaService === false ? (call.optional ? 'users that you name, directly' : 'your roles, directly') : `users through ${code(viaServicesOf(use))}`;
    }
  }));
  return [...names].join('; ');
}

/** What narrows the statements for the service itself and the grants. */
function bounds(use: ServiceUse): string {
  const keys = use.calls.flatMap(call => [
    ...sourceKeysOf(call),
    ...(call.caller !== 'user' && call.through ? ['kms:ViaService'] : []),
    ...Object.keys({ ...call.context, ...call.narrowedContext }).map(key => `context ${key}`),
    ...(call.contextPresent ?? []).map(key => `context ${key}`),
    ...(call.grantIsForAwsResource ? ['kms:GrantIsForAWSResource'] : []),
    ...(call.grantConstraintType ? ['kms:GrantConstraintType'] : []),
    ...(call.grantOperations ? ['kms:GrantOperations'] : []),
  ]);
  return code([...new Set(keys)]);
}

const yes = (value: string): string => ({ 'supported': 'yes', 'refused': 'no', 'as-single-region': 'as single-Region', 'undocumented': '–' }[value] ?? value);
const CHANGES: { readonly [change in KeyChange]: string } = { 'data-encrypted-anew': 'yes, data is re-encrypted', 'data-stays': 'yes, data stays under the old key', 'never': 'no' };
/** What happens to the data of existing resources with another key. */
const change = ({ keyChange }: ServiceUse): string => keyChange ? CHANGES[keyChange] : '–';

const mark = (use: ServiceUse): string => use.unsupported ? 'not possible' : use.verified ? 'yes' : '**in part**';

function example(use: ServiceUse): string {
  const { resources, sourceAccounts } = sampleOptions(use);
  const options = [
    ...(takesUsers(use) ? ['users: [role]'] : []),
    ...(resources ? [`resources: [${resources.map(resource => `'${resource}'`).join(', ')}]`] : []),
    ...(sourceAccounts ? [`sourceAccounts: ['${sourceAccounts[0]}']`] : []),
  ];
  const symmetric = use.keySpecs.includes('SYMMETRIC_DEFAULT');
  return [
    "import { App, Stack } from 'aws-cdk-lib';",
    ...(takesUsers(use) ? ["import * as iam from 'aws-cdk-lib/aws-iam';"] : []),
    `import { ${symmetric ? 'KeyService, ServiceKey' : 'KeyAccess, KeyService, SigningKey, SigningKeySpec'} } from 'cdk-keysmith';`,
    '',
    "const stack = new Stack(new App(), 'Keys', { env: { account: '111122223333', region: '" + (use.regions?.[0] ?? 'eu-west-1') + "' } });",
    ...(takesUsers(use) ? ["const role = iam.Role.fromRoleName(stack, 'Role', 'app');"] : []),
    symmetric
      ? `new ServiceKey(stack, 'Key', { ${[`service: KeyService.${use.id}`, ...options].join(', ')} });`
      : `new SigningKey(stack, 'Key', {\n  keySpec: SigningKeySpec.${use.keySpecs[0]},\n`
        + `  access: [KeyAccess.service(KeyService.${use.id}, { ${options.join(', ')} })],\n});`,
  ].join('\n');
}

function useSection(use: ServiceUse): string[] {
  const checked = `Source: [${use.source.split('/').pop()!.split('#')[0]}](${link(use.source)}), read ${use.checked}.`;
  if (use.unsupported) {
    return [`## ${use.id}`, `${use.use}: cannot take a customer managed key, so there is no KeyService for it: ${use.unsupported}.`,
      ...use.gotchas.map(gotcha => `- ${gotcha}`).join('\n').split('\n\n'), checked];
  }
  return [
    `## KeyService.${use.id}`,
    `For ${use.use}. KMS is called by ${callers(use)}.`
      + (use.verified ? '' : ` **Not confirmed in AWS's documentation:** ${use.unverified}; using it warns.`),
    `\`\`\`ts\n${example(use)}\n\`\`\``,
    `\`\`\`json\n${json(statementsIn(use, use.regions?.[0] ?? 'eu-west-1'))}\n\`\`\``,
    [
      ...(use.resourceName ? [`A resource is given by its ${use.resourceName}${use.resourceArn ? ' or ARN' : ''}${use.resourceTypes ? ', or as a construct in `resourcesOf`' : ''}.`] : []),
      ...use.gotchas,
      ...(use.regions ? [`Keys of ${code(use.regions)} only.`] : []),
      ...(use.keyChange ? [`Another key for an existing resource: ${change(use)}.`] : []),
      ...(use.keyTags ? [`The key must carry the tag ${code(Object.entries(use.keyTags).map(([name, value]) => `${name}: ${value}`))}; the use adds it.`] : []),
      ...(use.keyProperties ? [`CloudFormation: ${Object.entries(use.keyProperties).map(([type, paths]) => `\`${type}\` (${code(paths)})`).join('; ')}.`] : []),
      ...(use.notice ? [`Notice of AWS: ${use.notice}.`] : []),
      ...(use.exclusive ? ['`exclusive: true` denies every use that does not come through the service.'] : []),
      ...(use.addedByCdk ? [`aws-cdk-lib: ${use.addedByCdk}`] : []),
    ].map(line => `- ${line}`).join('\n'),
    checked,
  ].filter(part => part !== '');
}

function overview(uses: readonly ServiceUse[]): string {
  return [
    '| Service | For | `KeyService.` | KMS is called by | Bound by | Multi-Region keys | Other accounts | Key can be changed | Read | Confirmed |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...uses.map(use => `| [${use.service}](${servicePagePath(use.service)}) | ${[
      use.use, `[${use.id}](${servicePagePath(use.service)}#${use.unsupported ? '' : 'keyservice'}${use.id.toLowerCase()})`, use.unsupported ? '–' : callers(use), bounds(use) || '–', yes(use.multiRegion), yes(use.crossAccount), change(use), use.checked, mark(use),
    ].map(cell).join(' | ')} |`),
  ].join('\n');
}

function deliveries(): string {
  const way = (facts: MessageFacts, kind: MessageTargetKind): string => {
    const how = facts[kind];
    if (typeof how === 'string') { return 'no'; }
    const keys = [...how.source, ...(how.through ? ['kms:ViaService'] : []), ...(how.byTopic ? ['context aws:sns:topicArn'] : [])];
    return `${code(how.actions)}, bound by ${code(keys)} ([page](${link(how.page)}))${how.unverified ? ', **not confirmed in full**' : ''}`;
  };
  const all = Object.values(DELIVERIES).sort((a, b) => byName(a.service, b.service));
  return [
    '| Service | `MessageSource.` | Principal | To a topic | To a queue |',
    '| --- | --- | --- | --- | --- |',
    ...all.map(facts => `| ${facts.service} | ${facts.id} | ${code(facts.principals.map(p => p.name))} | ${way(facts, 'topic')} | ${way(facts, 'queue')} |`),
    '',
    `These send with an IAM role, which is to be among the \`users\` of \`KeyService.SNS\` or \`KeyService.SQS\`: ${SENDERS_BY_ROLE.map(({ service, serviceLinkedRole: role }) =>
      role ? `${service} (its service-linked role \`${role}\`)` : service).join(', ')}.`,
    '',
    ...all.flatMap(facts => (['topic', 'queue'] as const).flatMap(kind => {
      const how = facts[kind];
      return typeof how === 'string' ? [] : [...(how.gotchas ?? []), ...(how.addedByCdk ? [`aws-cdk-lib: ${how.addedByCdk}`] : [])]
        .map(line => `- ${facts.service} to a ${kind}: ${line}`);
    })),
  ].join('\n');
}

const NOTE = '<!-- Generated by tools/generate-service-docs.ts from src/services/catalog. Do not edit: change the rows. -->';

function servicePage(service: string, uses: readonly ServiceUse[]): string {
  return [
    NOTE,
    `# ${service}`,
    `Keys for ${uses.map(({ use }) => use).join('; ')}. The policies are the statements that a use adds, for a key in account 111122223333 and ${uses[0].regions?.[0] ?? 'eu-west-1'}.`,
    ...uses.flatMap(useSection),
    '[All services](../services.md), [concepts](../concepts.md).',
  ].join('\n\n') + '\n';
}

function pages(): { readonly [page: string]: string } {
  const uses = Object.values(CATALOG).sort((a, b) => byName(a.service, b.service));
  const names = [...new Set(uses.map(use => use.service))];
  const overviewPage = [
    NOTE,
    '# AWS services and what they need of a key',
    `${uses.length} uses of ${names.length} services. Each is one row of the service catalog and one static of \`KeyService\`. The policies shown are the statements that a `
      + 'use adds, for a key in account 111122223333 and eu-west-1; [concepts](concepts.md) explains the rest of a key policy.',
    'Without `users`, the account\'s IAM policies say who uses the key, through the service only. Where "your roles, directly" call KMS, they must be named. '
      + 'Without `resources`, every resource of the account and Region counts.',
    '"Confirmed" is whether AWS\'s documentation says all of the row. Using a row that is confirmed in part warns, with what is open.',
    'A service that is missing: `KeyService.of`, or [add a row](adding-a-service.md). The other way round, from CloudFormation types to uses: [resource-types.md](resource-types.md).',
    overview(uses),
    '## Messages to encrypted topics and queues',
    'Services that put messages into an encrypted topic or queue as themselves need a statement on the key of the topic or queue. '
      + '`KeyAccess.messages` writes it for a pair; pairs that do not work are errors that say why.',
    `\`\`\`ts\n${wholeFile('declare const topic: sns.Topic;\ndeclare const alarm: cloudwatch.Alarm;\n\n'
      + 'new EncryptedKey(this, \'TopicKey\', {\n  access: [KeyAccess.messages(MessageSource.alarm(alarm), MessageTarget.topic(topic))],\n});')}\`\`\``,
    'A construct makes no reference: the policy holds the name that your app gives it, or a wildcard in its place, so that key, topic and alarm make no cycle.',
    deliveries(),
  ].join('\n\n') + '\n';
  return { 'services.md': overviewPage, ...Object.fromEntries(names.map(service => [servicePagePath(service), servicePage(service, uses.filter(use => use.service === service))])) };
}

writePages(pages(), { root: join(__dirname, '..', 'docs'), folder: 'services', check: process.argv.includes('--check'), how: 'npx tsx tools/generate-service-docs.ts' });
