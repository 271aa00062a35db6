import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnResource, DefaultTokenResolver, IResolvable, IResolveContext, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { logicalIdOf, renderElement, rendersForSub } from '../../src/private/cdk-internals';

const resourceOf = (stack: Stack) => new CfnResource(stack, 'Thing', { type: 'AWS::IoT::Thing', properties: { Name: 'x' } });

test('a logical id is what its token resolves to, given or made', () => {
  const stack = new Stack();
  const [made, given] = [resourceOf(stack), new CfnResource(stack, 'Other', { type: 'AWS::IoT::Thing' })];
  given.overrideLogicalId('Given');

  expect([logicalIdOf(made), logicalIdOf(given)]).toEqual([stack.resolve(made.logicalId), 'Given']);
});

test('an element renders as its part of the template', () => {
  const stack = new Stack();

  expect(stack.resolve(renderElement(resourceOf(stack)))).toEqual({ Resources: { Thing: { Type: 'AWS::IoT::Thing', Properties: { Name: 'x' } } } });
});

test('references that CfnInclude writes into Fn::Sub are told from all others', () => {
  const stack = new Stack();
  const templateFile = join(mkdtempSync(join(tmpdir(), 'include-')), 'template.json');
  writeFileSync(templateFile, JSON.stringify({
    Resources: {
      A: { Type: 'AWS::IoT::Thing' },
      B: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { 'Fn::Sub': 'x${A}' } } },
      C: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'A' } } },
    },
  }));
  const included = new CfnInclude(stack, 'Included', { templateFile });
  const found: boolean[] = [];
  class Watching extends DefaultTokenResolver {
    public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: any): any {
      if (Reference.isReference(token)) { found.push(rendersForSub(token)); }
      return super.resolveToken(token, context, postProcessor);
    }
  }
  for (const id of ['B', 'C']) {
    Tokenization.resolve(renderElement(included.getResource(id)), { scope: stack, resolver: new Watching(new StringConcat()), preparing: false });
  }

  expect(found).toEqual([true, false]);
});
