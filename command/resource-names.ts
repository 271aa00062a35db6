import { Resource } from '../src/template/template';

/** `STACK/LOGICALID`, which no other resource has. */
export const addressOf = ({ stack, logicalId }: Pick<Resource, 'stack' | 'logicalId'>): string => `${stack.title}/${logicalId}`;

/** The names by which people call any resource: where it is, its construct's path with and without the L1 construct's id, its logical id. */
export function namesOfResource(resource: Resource): string[] {
  const path = resource.raw.Metadata?.['aws:cdk:path'];
  return [addressOf(resource), ...(typeof path === 'string' ? [path, path.replace(/\/Resource$/, '')] : []), resource.logicalId];
}
