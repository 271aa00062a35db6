import { Template } from './template';
import { isOpaque } from '../iam/symbols';

type Parameter = NonNullable<Template['parameters']>[string] | undefined;

/** `CommaDelimitedList`, `List<String>`, `List<AWS::EC2::Subnet::Id>` */
const isListType = (type: unknown): boolean => typeof type === 'string' && /^(CommaDelimitedList$|List<)/.test(type);

/**
 * What a parameter is when it is given a value: of a list each part, less the spaces around it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export const valueOf = (parameter: Parameter, given: unknown): unknown =>
  isListType(parameter?.Type) && typeof given === 'string' && !isOpaque(given) ? given.split(',').map(part => part.trim()) : given;

/** The value of a parameter that can have no other. */
export function onlyValueOf(parameter: Parameter): unknown {
  const { AllowedValues: allowed, Type } = parameter ?? {};
  return Array.isArray(allowed) && allowed.length === 1 && typeof allowed[0] !== 'object' && !isListType(Type) && !/^AWS::SSM::/.test(String(Type)) ? allowed[0] : undefined;
}
