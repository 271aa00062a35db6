import * as fs from 'fs';
import * as path from 'path';
import { CfnElement, CfnOutput, CfnResource, DefaultTokenResolver, IPolicyValidationContext, IResolvable, IResolveContext, Reference, Stack, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { READ_TYPES } from './model/app-model';
import { partitionOf, RawResource, REFERENCE, StackTemplate } from './model/evaluate';

/** An app as the rules' model reads it, and the way back from a logical id to its construct. */
export interface ReadApp {
  readonly templates: readonly StackTemplate[];
  readonly stacks: readonly Stack[];
  constructOf(stack: number, logicalId: string): CfnElement | undefined;
}

/**
 * Reads the synthesized templates of a whole app: what is deployed, overrides included, and the cheapest way there is, as all
 * tokens are resolved already.
 */
export function readSynthesized(root: IConstruct, context: IPolicyValidationContext): ReadApp {
  const texts = new Map<Stack, string>();
  for (const { stackConstructPath, templatePath } of context.stackTemplates) {
    const stack = constructAt(root, stackConstructPath);
    if (!Stack.isStack(stack)) { continue; }
    const text = fs.readFileSync(templatePath, 'utf8');
    texts.set(stack, text);
    if (!text.includes('"AWS::CloudFormation::Stack"')) { continue; }
    for (const nested of stack.node.findAll().filter(node => Stack.isStack(node) && node !== stack) as Stack[]) {
      const file = path.join(path.dirname(templatePath), nested.templateFile);
      if (fs.existsSync(file)) { texts.set(nested, fs.readFileSync(file, 'utf8')); }
    }
  }
  return readApp(root, [...texts.keys()], stack => texts.get(stack));
}

function constructAt(root: IConstruct, constructPath: string): IConstruct | undefined {
  let construct: IConstruct | undefined = root;
  for (const id of constructPath.split('/')) { construct = construct?.node.tryFindChild(id); }
  return construct;
}

/** Reads the construct tree of an app that is not synthesized yet; resources of no interest are left out. */
export function readTree(root: IConstruct): ReadApp {
  const resources = new Map<Stack, CfnResource[]>();
  const outputs = new Map<Stack, CfnOutput[]>();
  const stacks = new Map<Stack, number>();
  for (const node of root.node.findAll()) {
    if (Stack.isStack(node)) { stacks.set(node, stacks.size); }
    if (CfnResource.isCfnResource(node) && READ_TYPES.has(node.cfnResourceType)) {
      const stack = Stack.of(node);
      const list = resources.get(stack);
      if (list) { list.push(node); } else { resources.set(stack, [node]); }
    }
    if (node instanceof CfnOutput) { outputs.set(node.stack, [...outputs.get(node.stack) ?? [], node]); }
  }
  const resolver = new ReferenceResolver(stacks);
  return readApp(root, [...stacks.keys()], stack => ({
    Resources: Object.assign({}, ...(resources.get(stack) ?? []).map(resource => resolveResource(resource, resolver))),
    Outputs: Object.fromEntries((outputs.get(stack) ?? []).map(output =>
      [logicalIdOf(output), { Value: Tokenization.resolve(output.value, { scope: output, resolver, preparing: false }) }])),
  }));
}

/** No character beyond Latin-1, and none that JSON escapes. */
const isLatin1 = (text: string): boolean => !/[^\u0000-\u00FF]/.test(text) && !text.includes('\\u');

function readApp(root: IConstruct, stacks: readonly Stack[], templateOf: (stack: Stack) => any): ReadApp {
  const index = new Map(stacks.map((stack, i) => [stack, i]));
  const templates = stacks.map((stack, i): StackTemplate => {
    const given = templateOf(stack);
    const template = typeof given === 'string' ? JSON.parse(given) : given;
    const { nestedStackParent: parent, nestedStackResource: nested } = stack;
    return {
      index: i,
      place: placeOf(stack),
      name: Token.isUnresolved(stack.stackName) ? undefined : stack.stackName,
      resources: template.Resources ?? {},
      outputs: template.Outputs ?? {},
      latin1: typeof given === 'string' ? isLatin1(given) : undefined,
      parent: parent ? { stack: index.get(parent)!, logicalId: logicalIdOf(nested as CfnElement) } : undefined,
    };
  });
  const constructs = new Map<number, Map<string, CfnElement>>();
  return {
    templates,
    stacks,
    // Only findings ask for constructs, so that an app without any pays nothing for them.
    constructOf: (stack, logicalId) => {
      const constructPath = templates[stack].resources[logicalId]?.Metadata?.['aws:cdk:path'];
      const marked = constructPath === undefined ? undefined : constructAt(root, constructPath);
      if (marked && CfnElement.isCfnElement(marked)) { return marked; }
      let known = constructs.get(stack);
      if (!known) {
        known = new Map(stacks[stack].node.findAll()
          .filter((node): node is CfnElement => CfnElement.isCfnElement(node) && Stack.of(node) === stacks[stack])
          .map(element => [logicalIdOf(element), element]));
        constructs.set(stack, known);
      }
      return known.get(logicalId);
    },
  };
}

/** The token of the logical id resolves to just this, at ten times the cost. */
function logicalIdOf(element: CfnElement): string {
  const { _logicalIdOverride: given } = element as unknown as { _logicalIdOverride?: string };
  return given ?? Stack.of(element).getLogicalId(element);
}

function placeOf(stack: Stack): StackTemplate['place'] {
  const region = Token.isUnresolved(stack.region) ? '${AWS.Region}' : stack.region;
  const account = Token.isUnresolved(stack.account) ? '${AWS.AccountId}' : stack.account;
  return { region, account, partition: partitionOf(region) };
}

/** Writes references to resources of any stack by stack and logical id, rather than in words of the stack they stand in. */
class ReferenceResolver extends DefaultTokenResolver {
  constructor(private readonly stacks: ReadonlyMap<Stack, number>) {
    super(new JoinTokens());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: any): any {
    if (Reference.isReference(token) && CfnElement.isCfnElement(token.target)) {
      const stack = this.stacks.get(Stack.of(token.target));
      if (stack !== undefined) {
        return { [REFERENCE]: [stack, logicalIdOf(token.target), token.displayName === 'Ref' ? undefined : token.displayName] };
      }
    }
    return super.resolveToken(token, context, postProcessor);
  }
}

/** Joins texts with tokens inside into Fn::Join, as CloudFormation would have it. */
class JoinTokens extends StringConcat {
  public join(left: any, right: any): any {
    if (left === undefined || left === '') { return right ?? left; }
    if (right === undefined || right === '') { return left; }
    if (typeof left !== 'object' && typeof right !== 'object') { return `${left}${right}`; }
    const parts = (value: any): any[] => value?.['Fn::Join']?.[0] === '' ? value['Fn::Join'][1] : [value];
    return { 'Fn::Join': ['', [...parts(left), ...parts(right)]] };
  }
}

function resolveResource(resource: CfnResource, resolver: ReferenceResolver): { [logicalId: string]: RawResource } {
  const id = logicalIdOf(resource);
  try {
    const rendered = Tokenization.resolve((resource as any)._toCloudFormation(), { scope: resource, resolver, preparing: false });
    return rendered.Resources;
  } catch {
    // A resource that cannot be rendered is synthesis's to refuse; rules then know nothing of it.
    return { [id]: { Type: resource.cfnResourceType } };
  }
}
