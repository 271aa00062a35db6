import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { sampleApp } from '../support/sample-app';

const OPEN = { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
const files = {
  ...sampleApp(),
  'old.json': template([ACCOUNT_STATEMENT], {}, { Description: 'old', EnableKeyRotation: false }),
  't.json': template([ACCOUNT_STATEMENT, OPEN], { Other: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Ref: 'Policy' } } } }),
  'q.json': { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
  'k.yaml': 'expectations: [{ key: alias/orders, who: account, can: kms:Decrypt, expect: denied }]',
};

test.each<[string, readonly string[]]>([
  ['check', ['check', 't.json']],
  ['cost', ['cost', 't.json', '--requests', '5']],
  ['plan', ['plan', 'q.json']],
  ['report', ['report', 't.json']],
  ['diff', ['diff', 'old.json', 't.json']],
  ['explain', ['explain', 'alias/orders', 't.json', '--who', 'account', '--can', 'kms:Decrypt', '--when', 'kms:ViaService=x']],
  ['explain-data', ['explain', 'Orders', 'app.json', '--who', 'Reporting']],
  ['explain-expectations', ['explain', '--expectations', 'k.yaml', 't.json']],
])('the JSON of %s is what its schema says, and nothing else is', async (name, args) => {
  const ajv = addFormats(new Ajv({ allErrors: true }));
  const valid = ajv.compile(JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', `${name}.schema.json`), 'utf8')));
  const answer = JSON.parse((await keysmith([...args, '--format', 'json'], folder(files))).out);

  valid(answer);
  expect(valid.errors).toBeNull();
  for (const property of Object.keys(answer)) { expect(valid({ ...answer, [property]: undefined })).toBe(false); }
  expect(valid({ ...answer, other: 1 })).toBe(false);
});
