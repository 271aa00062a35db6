import { constructName } from '../../src/template/template';
import { template } from '../checks/support';

/** The name of a resource of the stack `Stage/One`. */
const named = (logicalId: string, construct?: unknown, path: string | undefined = 'Stage/One') =>
  constructName({ logicalId, raw: { Type: 'AWS::KMS::Key', Metadata: construct === undefined ? undefined : { 'aws:cdk:path': construct } }, stack: template({}, { path }) });

test.each<[string, unknown, string]>([
  ['by its construct', 'Stage/One/Data/Key/Resource', 'Data/Key'],
  ['by an L1 construct', 'Stage/One/Data/CfnKey', 'Data/CfnKey'],
  ['by a construct whose name goes on', 'Stage/One/Resources/Key', 'Resources/Key'],
  ['by the nested stack that it is', 'Stage/One/Data.NestedStack/Data.NestedStackResource', 'Data'],
  ['by its construct in another stack, less that stack', 'Two/Data/Key/Resource', 'Data/Key'],
  ['by its construct in a stack whose name starts alike', 'Stage/OneMore/Key/Resource', 'OneMore/Key'],
  ['by its logical id', undefined, 'DataKey'],
  ['by its logical id, where the path is no text', 7, 'DataKey'],
])('a resource is named %s', (_, construct, name) => expect(named('DataKey1F2E3D4C', construct)).toBe(name));

test('a template that was written by hand has no stack in its paths', () => {
  const { path, ...rest } = template({}, { path: '' });
  const name = constructName({ logicalId: 'K', raw: { Type: 'AWS::KMS::Key', Metadata: { 'aws:cdk:path': 'One/Key/Resource' } }, stack: rest });

  expect([path, name]).toEqual(['', 'Key']);
});

test.each([['Key', 'Key'], ['Key1f2e3d4c', 'Key1f2e3d4c'], ['1F2E3D4C', '1F2E3D4C'], ['Key1F2E3D4CMore', 'Key1F2E3D4CMore'], ['KeyA', 'KeyA'], ['Key1F2E3D4', 'Key1F2E3D4']])(
  'the logical id %s stands for %s', (logicalId, name) => expect(named(logicalId)).toBe(name));
