import { Resource } from './template';
import { resourceSymbol } from '../iam/symbols';

/*
 * Names that CloudFormation makes for resources without one: the name of the stack, the logical id and a random end.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */

/** The random end with its hyphen: twelve characters, or thirteen as in older stacks. */
const LONGEST_END = 14;

/** What of a generated name is known; of one that is shortened only that it has three parts, as AWS does not say what is cut off. */
export function generatedName({ stack, logicalId }: Resource, { longest, lowerCase = false }: { readonly longest: number; readonly lowerCase?: boolean }): string {
  const end = resourceSymbol(stack.index, logicalId, 'GeneratedEnd');
  const known = stack.name !== undefined && !stack.nameAssumed && !stack.name.includes('${') ? `${stack.name}-${logicalId}` : undefined;
  if (known !== undefined && known.length + LONGEST_END <= longest) { return `${lowerCase ? known.toLowerCase() : known}-${end}`; }
  return `\${AWS.StackName}-${resourceSymbol(stack.index, logicalId, 'GeneratedMiddle')}-${end}`;
}
