import { CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { renderElement } from './cdk-internals';

/*
 * What resources refer to, while the app is not finished: a reference to another stack is not written as such before the CDK has gone through all.
 */

/** Texts that are put together refer to what their parts refer to, by the same marks. */
const CONCAT = { join: (left: any, right: any): any => left === undefined ? right : right === undefined ? left : `${marked(left)}${marked(right)}` };
const marked = (part: any): string => part?.[MARK] === undefined ? `${part}` : referenceTo(part[MARK]);
/** How a text that is put together refers to a construct. */
const referenceTo = (path: string): string => `\${${path}}`;

/** Keeps references, by a mark in their place. */
class KeepingReferences extends DefaultTokenResolver {
  public readonly targets = new Map<string, IConstruct>();

  constructor() {
    super(CONCAT);
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (!Reference.isReference(token)) { return super.resolveToken(token, context, postProcessor); }
    this.targets.set(token.target.node.path, token.target);
    return { [MARK]: token.target.node.path };
  }
}

/** Looks like a function of CloudFormation, which the validation of properties leaves alone. */
const MARK = 'Fn::ReferenceTo';

/** A resource as its template will have it, and what its values refer to. */
export interface Referring {
  readonly properties: any;
  /** Everything that the resource refers to. */
  readonly targets: readonly IConstruct[];
  /** What a value of the properties is, where it is a reference and nothing else. */
  targetOf(value: unknown): IConstruct | undefined;
  /** Whether a part of the properties refers to a construct somewhere. */
  refersTo(part: unknown, target: IConstruct): boolean;
}

export function referring(resource: CfnResource): Referring {
  const resolver = new KeepingReferences();
  const rendered = Tokenization.resolve(renderElement(resource), { scope: Stack.of(resource), resolver, preparing: false });
  const [definition] = Object.values<any>(rendered?.Resources ?? {});
  return {
    properties: definition?.Properties,
    targets: [...resolver.targets.values()],
    targetOf: (value: any) => resolver.targets.get(value?.[MARK]),
    refersTo: (part, { node: { path } }) => {
      const text = JSON.stringify(part) ?? '';
      return text.includes(JSON.stringify({ [MARK]: path })) || text.includes(JSON.stringify(referenceTo(path)).slice(1, -1));
    },
  };
}
