import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { DeployedStacks } from '../../src/adoption/deployed-stacks';

const folderOf = (files: { [name: string]: unknown }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'deployed-'));
  for (const [name, content] of Object.entries(files)) { writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content)); }
  return folder;
};
const queue = (Properties?: object) => ({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties } } });

test.each<[string, { [name: string]: unknown }, object | undefined]>([
  ['STACK.json', { 'S.json': queue({ QueueName: 'q' }) }, { QueueName: 'q' }],
  ['STACK.template.json', { 'S.template.json': queue({ QueueName: 'q' }) }, { QueueName: 'q' }],
  ['both, of which STACK.json counts', { 'S.json': queue({ QueueName: 'a' }), 'S.template.json': queue({ QueueName: 'b' }) }, { QueueName: 'a' }],
  ['a resource without properties', { 'S.json': queue() }, {}],
  ['a template without the resource', { 'S.json': { Resources: { Other: { Type: 'AWS::SQS::Queue' } } } }, undefined],
  ['a template without resources', { 'S.json': {} }, undefined],
  ['templates of other stacks', { 'Other.json': queue({}) }, undefined],
])('reads %s', (_, files, wanted) => {
  const stacks = new DeployedStacks(folderOf(files));
  expect([stacks.propertiesOf('S', 'Queue'), stacks.propertiesOf('S', 'Queue')]).toEqual([wanted, wanted]);
});

test('reads a cloud assembly, and no other files beside it', () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'deployed-')) });
  new CfnResource(new Stack(app, 'S'), 'Queue', { type: 'AWS::SQS::Queue', properties: { QueueName: 'q' } });
  const { directory } = app.synth();
  writeFileSync(join(directory, 'Other.json'), JSON.stringify(queue({})));
  const stacks = new DeployedStacks(directory);
  expect([stacks.propertiesOf('S', 'Queue'), stacks.propertiesOf('Other', 'Queue')]).toEqual([{ QueueName: 'q' }, undefined]);
});

test('refuses a folder that is not there', () => {
  expect(() => new DeployedStacks('/nowhere')).toThrow("'deployed' must be a folder that exists, got: '/nowhere'; give it the 'cdk.out' of what is deployed");
});

test('refuses a template that is no JSON', () => {
  const folder = folderOf({ 'S.json': 'Resources:' });
  expect(() => new DeployedStacks(folder).propertiesOf('S', 'Queue')).toThrow(`'deployed' must be a CloudFormation template in JSON, got: '${join(folder, 'S.json')}'; Unexpected token`);
});
