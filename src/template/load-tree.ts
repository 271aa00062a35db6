import { CfnCondition, CfnElement, CfnMapping, CfnOutput, CfnParameter, CfnResource, DefaultTokenResolver, IResolvable, IResolveContext, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { LoadedApp, loadedApp } from './loaded-app';
import { REFERENCE } from './reference';
import { RawResource, Sections } from './template';
import { logicalIdOf, renderElement, rendersForSub } from '../private/cdk-internals';

/** Reads the construct tree of an app that is not synthesized yet; of resources of other types only the type is read. */
export function fromTree(root: IConstruct, types: ReadonlySet<string>): LoadedApp {
  const elements = new Map<Stack, CfnElement[]>();
  const stacks = new Map<Stack, number>();
  for (const node of root.node.findAll()) {
    if (Stack.isStack(node)) {
      stacks.set(node, stacks.size);
      elements.set(node, []);
    } else if (isRead(node)) {
      elements.get(node.stack)!.push(node);
    }
  }
  const resolver = new ReferenceResolver(stacks);
  return loadedApp(root, [...stacks.keys()], stack => {
    const template: Written = { Resources: {}, Outputs: {} };
    for (const element of elements.get(stack)!) {
      if (element instanceof CfnResource && !types.has(element.cfnResourceType)) {
        template.Resources![logicalIdOf(element)] = { Type: element.cfnResourceType };
      } else {
        write(template, element, resolver);
      }
    }
    return template as Sections;
  });
}

type Written = { [section: string]: { [logicalId: string]: unknown } };

const isRead = (node: IConstruct): node is CfnElement => CfnResource.isCfnResource(node)
  || node instanceof CfnOutput || node instanceof CfnParameter || node instanceof CfnCondition || node instanceof CfnMapping;

function write(template: Written, element: CfnElement, resolver: ReferenceResolver): void {
  let sections: Written;
  try {
    sections = Tokenization.resolve(renderElement(element), { scope: element, resolver, preparing: false }) ?? {};
  } catch {
    // What cannot be rendered is synthesis's to refuse; nothing is known of it here.
    sections = element instanceof CfnResource ? { Resources: { [logicalIdOf(element)]: { Type: element.cfnResourceType } as RawResource } } : {};
  }
  for (const section in sections) { template[section] = Object.assign(template[section] ?? {}, sections[section]); }
}

/** Writes references to resources of any stack by stack and logical id, rather than in words of the stack that they are in. */
class ReferenceResolver extends DefaultTokenResolver {
  constructor(private readonly stacks: ReadonlyMap<Stack, number>) {
    super(new JoinTokens());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: any): any {
    // Inside of Fn::Sub a reference is a text, `${Key.Arn}`, in words of its own stack.
    if (Reference.isReference(token) && CfnElement.isCfnElement(token.target) && !rendersForSub(token)) {
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
