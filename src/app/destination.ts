import { topOf, valueAt } from './encryption-today';
import { NamedResource, ResourcesByName } from './resources-by-name';
import { EncryptionAtRest } from '../services/encryption-at-rest';

/** The bucket that data goes to whose key a property names: its readers are let use the bucket's key, so that no other one does as well. */
export function destinationOf<R extends NamedResource>(row: EncryptionAtRest, resource: R, resources: ResourcesByName<R>): R | undefined {
  const isOutput = row.within !== '' || row.use?.id === 'CONFIG';
  if (!isOutput || resource.type === 'AWS::S3::Bucket') { return undefined; }
  const settings = valueAt(resource.properties, row.within);
  const named = settings?.BucketARN ?? (row.within === '' ? { ...settings, [topOf(row.path)]: undefined } : settings);
  return resources.referredTo(named, resource).find(({ type }) => type === 'AWS::S3::Bucket');
}
