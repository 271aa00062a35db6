import { join } from 'path';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { sampleApp } from '../support/sample-app';

/*
 * The schema of OASIS may not be copied here; that of its types (@types/sarif, MIT) says the same of names, types and enumerations, and knows no others.
 */

const OPEN = { Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' };
const schema = createGenerator({ path: join(__dirname, '..', '..', 'node_modules/@types/sarif/index.d.ts'), type: 'Log', skipTypeCheck: true, additionalProperties: false }).createSchema('Log');
const valid = new Ajv({ strict: false, allErrors: true }).compile(schema);

const acknowledged = template([ACCOUNT_STATEMENT, OPEN]);
Object.assign(acknowledged.Resources.Key, { Metadata: { keysmith: { 'Keysmith-WildcardPrincipal': 'public' } } });

test.each<[string, object]>([
  ['findings', template([ACCOUNT_STATEMENT, OPEN], { Other: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Ref: 'Policy' } } } })],
  ['what is acknowledged', acknowledged],
  ['nothing', template()],
  ['an app', sampleApp()['app.json']],
])('SARIF of %s is as its types say', async (_, content) => {
  const log = JSON.parse((await keysmith(['check', 'a b/t#1.json', '--format', 'sarif'], folder({ 'a b/t#1.json': content }))).out);
  valid(log);
  expect(valid.errors).toBeNull();
  const [{ results, tool: { driver: { rules } } }] = log.runs;
  for (const { ruleId, ruleIndex, locations: [{ physicalLocation }], partialFingerprints } of results) {
    expect(rules[ruleIndex].id).toBe(ruleId);
    // Addresses are of the form that RFC 3986 has.
    expect(physicalLocation).toEqual({ artifactLocation: { uri: 'a%20b/t%231.json', uriBaseId: '%SRCROOT%' }, region: { startLine: expect.any(Number) } });
    expect(Object.values(partialFingerprints)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  }
});

test('the types tell what is no SARIF', () => { expect(valid({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false); });
