import { Resource, Template } from './template';
import { resourceSymbol } from '../iam/symbols';

/*
 * Names that CloudFormation makes for resources without one: the name of the stack, the logical id and a random end.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */

/** The random end with its hyphen: twelve characters, or thirteen as in older stacks. */
const LONGEST_END = 14;

/** The name of a stack; a symbol where only the deployment knows it. */
export const stackName = ({ name, nameAssumed }: Template): string => name === undefined || nameAssumed || name.includes('${') ? STACK_NAME : name;
const STACK_NAME = '${AWS.StackName}';

/** What of a generated name is known; of one that is shortened only that it has three parts, as AWS does not say what is cut off. */
export function generatedName({ stack, logicalId }: Resource, { longest, lowerCase = false }: { readonly longest: number; readonly lowerCase?: boolean }): string {
  const end = resourceSymbol(stack.index, logicalId, 'GeneratedEnd');
  const name = stackName(stack);
  const known = `${name}-${logicalId}`;
  if (name !== STACK_NAME && known.length + LONGEST_END <= longest) { return `${lowerCase ? known.toLowerCase() : known}-${end}`; }
  return `${lowerCase ? STACK_NAME.replace('Name', 'NameInLowerCase') : STACK_NAME}-${resourceSymbol(stack.index, logicalId, 'GeneratedMiddle')}-${end}`;
}
