import { Template } from './template';
import { referenceOf, resourceSymbol, SYMBOLS } from '../iam/symbols';
import { fill } from '../private/arns';

/*
 * Fn::Split of a text with symbols. People and the CDK take ARNs apart to have the name, the id or the account in them.
 */

/** ARNs whose last part is the Ref of the resource. */
const ARNS: { readonly [type: string]: string } = {
  'AWS::DynamoDB::Table': 'arn:{partition}:dynamodb:{region}:{account}:table/{resource}',
  'AWS::IAM::Role': 'arn:{partition}:iam::{account}:role/{resource}',
  'AWS::IAM::User': 'arn:{partition}:iam::{account}:user/{resource}',
  'AWS::KMS::Key': 'arn:{partition}:kms:{region}:{account}:key/{resource}',
  'AWS::KMS::ReplicaKey': 'arn:{partition}:kms:{region}:{account}:key/{resource}',
  'AWS::Lambda::Function': 'arn:{partition}:lambda:{region}:{account}:function:{resource}',
  'AWS::S3::Bucket': 'arn:{partition}:s3:::{resource}',
};

/** Symbols that stand for a text without a colon and without a slash. */
const isWhole = (symbol: string, stacks: readonly Template[]): boolean => {
  const reference = referenceOf(symbol);
  const type = reference && stacks[reference.stack]?.resources[reference.logicalId]?.Type;
  return reference ? reference.attribute === undefined && type !== undefined && ARNS[type] !== undefined : /^\$\{AWS\.(AccountId|Region|Partition)\}$/.test(symbol);
};

/** The ARN that an attribute stands for; any other text as it is. */
function written(text: string, stacks: readonly Template[]): string {
  const { stack: index, logicalId, attribute } = referenceOf(text) ?? {};
  if (index === undefined || attribute !== 'Arn') { return text; }
  const { place, resources: { [logicalId!]: { Type, Properties } } } = stacks[index];
  const format = ARNS[Type];
  // A path is a part of the ARN and none of the name.
  return format === undefined || (Properties?.Path ?? '/') !== '/' ? text : fill(format, place, resourceSymbol(index, logicalId!));
}

/** The parts of a text; undefined where symbols in it might hold the delimiter. */
export function splitText(text: string, delimiter: string, stacks: readonly Template[]): readonly string[] | undefined {
  const whole = written(text, stacks);
  if (!whole.includes('${')) { return whole.split(delimiter); }
  if (delimiter !== ':' && delimiter !== '/') { return undefined; }
  const symbols = whole.match(SYMBOLS) ?? [];
  return symbols.length > 0 && symbols.every(symbol => isWhole(symbol, stacks)) && !whole.replace(SYMBOLS, '').includes('${') ? whole.split(delimiter) : undefined;
}
