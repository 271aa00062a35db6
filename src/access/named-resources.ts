import { CfnResource, IResolvable, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { refuse } from '../private/errors';
import { REF_IS_ARN, RESOURCE_TYPES } from '../services/resource-types';

/** What a row is narrowed to: a name, or an ARN. Both can hold tokens. */
export interface NamedResource {
  readonly text: string;
  readonly isArn: boolean;
}

export const asNames = (given: readonly string[]): NamedResource[] => given.map(text => ({ text, isArn: false }));
export const asArns = (given: readonly string[]): NamedResource[] => given.map(text => ({ text, isArn: true }));

/** Names and ARNs as the user writes them. Fails for a token of which nothing says which it is: an ARN compared with a name is never equal. */
export function namedResources(property: string, given: readonly string[], scope: IConstruct): NamedResource[] {
  return given.map(text => {
    if (text === '') { refuse({ property, value: text, bound: 'must not hold an empty name' }); }
    return { text, isArn: isArn(property, text, scope) };
  });
}

const LEADING_TOKEN = /^\$\{Token\[[^\]]*\]\}/;

function isArn(property: string, text: string, scope: IConstruct): boolean {
  if (text.startsWith('arn:')) { return true; }
  const [token] = LEADING_TOKEN.exec(text) ?? [];
  if (token === undefined) { return false; }
  const [known] = Tokenization.reverseString(token).tokens;
  const what = meaning(known) ?? meaningOf(Stack.of(scope).resolve(known));
  if (what !== undefined) { return what === 'arn'; }
  const rest = text.slice(token.length);
  // A name goes on with anything but the separators of ARNs.
  if (rest !== '' && !/^[:/]/.test(rest)) { return false; }
  return refuse({
    property,
    value: text,
    bound: 'must show whether it is a name or an ARN, which a value known at deployment does not',
    remedy: "write the ARN with Stack.formatArn(...), or give the construct in 'resourcesOf'",
  });
}

type Meaning = 'arn' | 'name' | undefined;

/** What an attribute of a resource of the app is. */
function meaning(token: IResolvable): Meaning {
  if (!Reference.isReference(token) || !CfnResource.isCfnResource(token.target)) { return undefined; }
  const { cfnResourceType: type } = token.target;
  if (token.displayName !== 'Ref') { return ofAttribute(token.displayName); }
  if (REF_IS_ARN.has(type)) { return 'arn'; }
  return RESOURCE_TYPES[type] ? 'name' : undefined;
}

const ofAttribute = (attribute: string): Meaning => /arn$/i.test(attribute) ? 'arn' : /name$/i.test(attribute) ? 'name' : undefined;

/** What a value is that CloudFormation makes of functions. */
function meaningOf(value: unknown): Meaning {
  if (typeof value === 'string') { return value.startsWith('arn:') ? 'arn' : 'name'; }
  const [[name, argument] = []] = Object.entries((value ?? {}) as { [name: string]: any });
  switch (name) {
    // AWS::Region, AWS::StackName and the like are parts of names.
    case 'Ref': return argument === 'AWS::StackId' ? 'arn' : argument.startsWith('AWS::') ? 'name' : undefined;
    case 'Fn::GetAtt': return ofAttribute(([] as string[]).concat(argument).join('.'));
    case 'Fn::Join': return meaningOf(argument[1][0]);
    case 'Fn::Sub': return /^arn:/.test(([] as string[]).concat(argument)[0]) ? 'arn' : undefined;
    // A part of an ARN is none.
    case 'Fn::Select': return argument[1]?.['Fn::Split']?.[0] === ':' || argument[1]?.['Fn::Split']?.[0] === '/' ? 'name' : undefined;
    default: return undefined;
  }
}

/** The last part of an ARN. Fails where the ARN is one value that CloudFormation fills in, which has no parts yet. */
export function nameIn(property: string, arn: string): string {
  const name = arn.slice(arn.search(/[^:/]*$/));
  if (!Token.isUnresolved(name) || arn.startsWith('arn:')) { return name; }
  return refuse({
    property,
    value: arn,
    bound: 'must give the name of each, which cannot be cut out of an ARN that is known at deployment',
    remedy: "give the construct in 'resourcesOf', or the name",
  });
}
