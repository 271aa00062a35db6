import { NotEncrypted } from './model';
import { isRecord } from '../private/policy-json';
import { Resource } from '../template/template';

/** Metadata of resources that EncryptionDefaults left as they are: the property that names no key, or the type's name where it has none, to the reason. */
export const NOT_ENCRYPTED = 'cdk-keysmith:notEncrypted';

/** What EncryptionDefaults wrote down about a resource that it left as it is. */
export function notEncrypted(resource: Resource): NotEncrypted[] {
  const said: unknown = resource.raw.Metadata?.[NOT_ENCRYPTED];
  return isRecord(said) ? Object.entries(said).map(([name, reason]) => {
    const property = name === resource.raw.Type ? undefined : name;
    return { resource, location: property === undefined ? 'Properties' : `Properties.${property.split(/[.[]/)[0]}`, property, reason: String(reason) };
  }) : [];
}
