import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, CfnOutput, CfnResource, Fn, IPolicyValidationContext, IResolveContext, Lazy, NestedStack, Stack, Stage, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { READ_TYPES } from '../../src/app/types';
import { Evaluator, REFERENCE } from '../../src/template/evaluate';
import { fromTree } from '../../src/template/load-tree';
import { fromValidation } from '../../src/template/load-validation';
import { template } from '../checks/support';
import { ACCOUNT, REGION } from '../support/stack';

const env = { account: ACCOUNT, region: REGION };
const newApp = () => new App({ analyticsReporting: false });
const ofStack = (stack: number, id: string, attribute?: string) => ({ [REFERENCE]: [stack, id, attribute] });

describe('an app that is not synthesized yet', () => {
  test('is read stack by stack, of what rules look at', () => {
    const app = newApp();
    const one = new Stack(app, 'One', { env, stackName: 'first' });
    new kms.CfnKey(one, 'A', { enabled: true });
    new kms.CfnKey(one, 'B');
    new CfnResource(one, 'Else', { type: 'AWS::IoT::Thing', properties: { ThingName: 'x' } });
    new CfnOutput(one, 'Out', { value: 'x' });
    new CfnOutput(one, 'Other', { value: 'y' });
    new Stack(app, 'Two', { env: { account: ACCOUNT, region: 'cn-north-1' } });
    const { templates, stacks } = fromTree(app, READ_TYPES);

    expect(stacks.map(({ node }) => node.id)).toEqual(['One', 'Two']);
    expect(templates).toEqual([
      {
        index: 0,
        name: 'first',
        title: 'first',
        path: 'One',
        place: { account: ACCOUNT, region: REGION, partition: 'aws' },
        resources: { A: { Type: 'AWS::KMS::Key', Properties: { Enabled: true } }, B: { Type: 'AWS::KMS::Key' }, Else: { Type: 'AWS::IoT::Thing' } },
        outputs: { Out: { Value: 'x' }, Other: { Value: 'y' } },
      },
      { index: 1, name: 'Two', title: 'Two', path: 'Two', place: { account: ACCOUNT, region: 'cn-north-1', partition: 'aws-cn' }, resources: {}, outputs: {} },
    ]);
  });

  test('may not know where it is, or how it is called', () => {
    const app = newApp();
    new Stack(app, 'Anywhere');
    new NestedStack(new Stack(app, 'Parent', { env }), 'Nested');
    new CfnResource(new Stack(app, 'Else', { env }), 'Thing', { type: 'AWS::IoT::Thing' });
    const [anywhere, parent, nested, other] = fromTree(app, READ_TYPES).templates;

    expect(anywhere.place).toEqual({ account: '${AWS.AccountId}', region: '${AWS.Region}', partition: '${AWS.Partition}' });
    expect([anywhere.name, parent.name, nested.name]).toEqual(['Anywhere', 'Parent', undefined]);
    expect([anywhere.title, parent.title, nested.title]).toEqual(['Anywhere', 'Parent', 'Parent/Nested']);
    expect(other.resources).toEqual({ Thing: { Type: 'AWS::IoT::Thing' } });
  });

  test('names resources by stack and logical id', () => {
    const app = newApp();
    const owner = new Stack(app, 'Owner', { env });
    const key = new kms.CfnKey(owner, 'Key');
    key.overrideLogicalId('Renamed');
    const user = new Stack(app, 'User', { env });
    new sns.CfnTopic(user, 'Topic', { kmsMasterKeyId: key.ref, topicName: key.attrArn, displayName: Fn.ref('AWS::Region') });
    new CfnOutput(user, 'Out', { value: key.attrArn });
    const elsewhere = new kms.CfnKey(new Stack(newApp(), 'Elsewhere', { env }), 'Key');
    new sns.CfnTopic(owner, 'Topic', { displayName: elsewhere.ref });
    const [first, second] = fromTree(app, READ_TYPES).templates;

    expect(second.resources.Topic.Properties).toEqual({ KmsMasterKeyId: ofStack(0, 'Renamed'), TopicName: ofStack(0, 'Renamed', 'Arn'), DisplayName: { Ref: 'AWS::Region' } });
    expect(second.outputs).toEqual({ Out: { Value: ofStack(0, 'Renamed', 'Arn') } });
    expect(Object.keys(first.resources)).toEqual(['Renamed', 'Topic']);
    expect(first.resources.Topic.Properties).toEqual({ DisplayName: { Ref: 'Key' } });
  });

  test('tells nested stacks and their parents', () => {
    const app = newApp();
    new Stack(app, 'First', { env });
    const parent = new Stack(app, 'Parent', { env });
    const nested = new NestedStack(parent, 'Nested');
    new kms.CfnKey(nested, 'Key');
    const [first, outer, inner] = fromTree(app, READ_TYPES).templates;

    expect([first.parent, outer.parent]).toEqual([undefined, undefined]);
    expect(inner.parent).toEqual({ stack: 1, logicalId: parent.getLogicalId(nested.nestedStackResource as CfnResource) });
    expect(Object.keys(inner.resources)).toEqual(['Key']);
    expect(outer.resources[inner.parent!.logicalId].Type).toBe('AWS::CloudFormation::Stack');
  });

  const written = (value: (stack: Stack) => string) => {
    const stack = new Stack(newApp(), 'Test', { env });
    new sns.CfnTopic(stack, 'Topic', { displayName: value(stack) });
    return fromTree(stack.node.root, READ_TYPES).templates[0].resources.Topic.Properties?.DisplayName;
  };
  const token = (value: any) => Token.asString({ resolve: () => value, creationStack: [] });
  const A = { Ref: 'A' };
  const B = { Ref: 'B' };
  test.each<[string, string, any]>([
    ['a text', 'text', 'text'],
    ['a token', token(A), A],
    ['a token that is a text', `a${token('b')}c`, 'abc'],
    ['text around a token', `a${token(A)}b`, { 'Fn::Join': ['', ['a', A, 'b']] }],
    ['two tokens', `${token(A)}${token(B)}`, { 'Fn::Join': ['', [A, B]] }],
    ['a token that is joined already', `a${token({ 'Fn::Join': ['', [A, 'x']] })}`, { 'Fn::Join': ['', ['a', A, 'x']] }],
    ['a token that is joined by more', `a${token({ 'Fn::Join': ['-', [A, B]] })}`, { 'Fn::Join': ['', ['a', { 'Fn::Join': ['-', [A, B]] }]] }],
    ['a token of nothing before a text', `${token(undefined)}a`, 'a'],
    ['a token of nothing behind a text', `a${token(undefined)}`, 'a'],
    ['an empty token before a token', `${token('')}${token(A)}`, A],
    ['an empty token behind a token', `${token(A)}${token('')}`, A],
    ['two tokens of nothing', `${token(undefined)}${token(undefined)}`, undefined],
    ['nothing and an empty token', `${token('')}${token(undefined)}`, ''],
    ['a token of null', `a${token(null)}b`, { 'Fn::Join': ['', ['a', null, 'b']] }],
  ])('writes %s', (_, value, wanted) => { expect(written(() => value)).toEqual(wanted); });

  test('keeps the references inside of Fn::Sub that CfnInclude writes, with parameters, conditions and mappings', () => {
    const stack = new Stack(newApp(), 'Test', { env });
    const templateFile = join(mkdtempSync(join(tmpdir(), 'include-')), 'template.json');
    const given = {
      Parameters: { Env: { Type: 'String' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
      Mappings: { Map: { a: { b: 'c' } } },
      Resources: {
        Key: { Type: 'AWS::KMS::Key' },
        Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: { 'Fn::Sub': 'alias/app-${Env}' }, TargetKeyId: { 'Fn::Sub': '${Key}' } } },
      },
    };
    writeFileSync(templateFile, JSON.stringify(given));
    new CfnInclude(stack, 'Included', { templateFile });
    const { resources, parameters, conditions, mappings } = fromTree(stack.node.root, READ_TYPES).templates[0];

    expect(resources.Alias.Properties).toEqual(given.Resources.Alias.Properties);
    expect(parameters).toEqual(given.Parameters);
    expect(mappings).toEqual(given.Mappings);
    expect(Object.keys(conditions!)).toEqual(['IsProd']);
    const settled = { ...template({}), resources, conditions, given: { Env: 'prod' } };
    expect(new Evaluator([settled]).evaluate({ 'Fn::If': ['IsProd', 1, 2] }, settled)).toBe(1);
  });

  test('is written as at its end, not as in preparation', () => {
    const when = { resolve: ({ preparing }: IResolveContext) => `${preparing}`, creationStack: [] };
    const stack = new Stack(newApp(), 'Test', { env });
    new sns.CfnTopic(stack, 'Topic', { displayName: Token.asString(when) });
    new CfnOutput(stack, 'Out', { value: Token.asString(when) });
    const [{ resources, outputs }] = fromTree(stack.node.root, READ_TYPES).templates;

    expect([resources.Topic.Properties, outputs.Out.Value]).toEqual([{ DisplayName: 'false' }, 'false']);
  });

  test('has resources of which nothing is known, where these cannot be written', () => {
    const stack = new Stack(newApp(), 'Test', { env });
    new sns.CfnTopic(stack, 'Topic', { displayName: Lazy.string({ produce: () => { throw new Error('not yet'); } }) });
    new kms.CfnKey(stack, 'Key', { enabled: true });

    expect(fromTree(stack.node.root, READ_TYPES).templates[0].resources).toEqual({ Topic: { Type: 'AWS::SNS::Topic' }, Key: { Type: 'AWS::KMS::Key', Properties: { Enabled: true } } });
  });
});

describe('a synthesized app', () => {
  let directory: string;
  beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'read-app-')); });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Reads an app as if each path of a stack had this template. */
  const read = (app: App, templates: { [constructPath: string]: any }) => {
    const stackTemplates = Object.entries(templates).map(([stackConstructPath, content], i) => {
      const templatePath = join(directory, `${i}.json`);
      writeFileSync(templatePath, typeof content === 'string' ? content : JSON.stringify(content));
      return { stackConstructPath, templatePath };
    });
    return fromValidation(app, { stackTemplates } as unknown as IPolicyValidationContext);
  };
  const KEY = { Type: 'AWS::KMS::Key' };

  test('is read from its templates, stages included', () => {
    const app = newApp();
    new Stack(app, 'One', { env });
    new Stack(new Stage(app, 'Stage', { env }), 'Two');
    const outputs = { Out: { Value: 'x' } };
    const { templates, stacks } = read(app, { 'One': { Resources: { Key: KEY }, Outputs: outputs }, 'Stage/Two': {} });

    expect(stacks.map(({ node }) => node.path)).toEqual(['One', 'Stage/Two']);
    expect(templates.map(({ resources, outputs: out, index }) => [index, resources, out])).toEqual([[0, { Key: KEY }, outputs], [1, {}, {}]]);
  });

  test('leaves out what is no stack, or not there', () => {
    const app = newApp();
    new kms.Key(new Stack(app, 'One', { env }), 'Key');

    expect(read(app, { 'One/Key': {}, 'Gone': {}, 'Gone/Deeper': {}, 'One': {} }).stacks.map(({ node }) => node.path)).toEqual(['One']);
  });

  test.each<[string, string, boolean]>([
    ['of ASCII', '{"Resources":{}}', true],
    ['with letters of Latin-1', '{"Description":"\u00ff"}', true],
    ['with others', '{"Description":"\u0100"}', false],
    ['with others, escaped', '{"Description":"\\u0100"}', false],
  ])('tells of a template %s whether it is Latin-1', (_, text, latin1) => {
    const app = newApp();
    new Stack(app, 'One', { env });

    expect(read(app, { One: text }).templates[0].latin1).toBe(latin1);
    expect(fromTree(app, READ_TYPES).templates[0].latin1).toBeUndefined();
  });

  test('has the templates of nested stacks beside those of their parents', () => {
    const app = newApp();
    new Stack(app, 'First', { env });
    const parent = new Stack(app, 'Parent', { env });
    const nested = new NestedStack(parent, 'Nested');
    new NestedStack(parent, 'Unwritten');
    new kms.CfnKey(parent, 'Key');
    const outer = { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack' } } };
    writeFileSync(join(directory, nested.templateFile), JSON.stringify({ Resources: { Key: KEY } }));
    const { templates, stacks } = read(app, { First: {}, Parent: outer });

    expect(stacks.map(({ node }) => node.path)).toEqual(['First', 'Parent', 'Parent/Nested']);
    expect(templates[2].resources).toEqual({ Key: KEY });
    expect(templates[2].parent).toEqual({ stack: 1, logicalId: parent.getLogicalId(nested.nestedStackResource as CfnResource) });
    expect(read(app, { First: outer }).stacks.map(({ node }) => node.path)).toEqual(['First']);
  });

  test('is not searched for nested stacks where a template has none', () => {
    const app = newApp();
    const search = jest.spyOn(new Stack(app, 'One', { env }).node, 'findAll');
    read(app, { One: { Resources: { Key: KEY } } });

    expect(search).not.toHaveBeenCalled();
  });

  describe('leads back to its constructs', () => {
    const constructs = () => {
      const app = newApp();
      const stack = new Stack(app, 'One', { env });
      const key = new kms.Key(stack, 'Key');
      const resource = key.node.defaultChild as kms.CfnKey;
      const id = stack.getLogicalId(resource);
      const nested = new NestedStack(stack, 'Nested');
      new kms.CfnKey(nested, 'Inner').overrideLogicalId(id);
      return { app, stack, resource, id };
    };
    const marked = (path?: string) => ({ Type: 'AWS::KMS::Key', Metadata: path === undefined ? {} : { 'aws:cdk:path': path } });

    test.each<[string, any]>([
      ['by its path', marked('One/Key/Resource')],
      ['by its logical id', { Type: 'AWS::KMS::Key' }],
      ['by its logical id, where other things are known of it', marked()],
      ['by its logical id, where its path leads nowhere', marked('One/Gone/Resource')],
      ['by its logical id, where its path leads to no resource', marked('One/Key')],
    ])('%s', (_, raw) => {
      const { app, resource, id } = constructs();

      expect(read(app, { One: { Resources: { [id]: raw } } }).constructOf(0, id)).toBe(resource);
    });

    test('by the path rather than the logical id', () => {
      const { app, stack, resource } = constructs();
      const other = new kms.CfnKey(stack, 'Other');

      expect(read(app, { One: { Resources: { Other: marked('One/Key/Resource') } } }).constructOf(0, 'Other')).toBe(resource);
      expect(read(app, { One: { Resources: { Other: marked() } } }).constructOf(0, 'Other')).toBe(other);
    });

    test('or tells that there is none', () => {
      const { app } = constructs();
      const { constructOf } = read(app, { One: {} });

      expect([constructOf(0, 'Gone'), constructOf(0, 'Key')]).toEqual([undefined, undefined]);
    });

    test('with one look at the tree', () => {
      const { app, stack, id } = constructs();
      const { constructOf } = read(app, { One: {} });
      const search = jest.spyOn(stack.node, 'findAll');
      [id, id, 'Gone'].forEach(name => constructOf(0, name));

      expect(search).toHaveBeenCalledTimes(1);
    });
  });
});
