import { Key } from './model';
import { RequestedKey } from '../iam/request';
import { resourceSymbol } from '../iam/symbols';
import { fill } from '../private/arns';

const known = new WeakMap<Key, RequestedKey>();

/** A key of the app as requests name it: by the symbol of its ARN, and the ARN with the symbol of its id. */
export function requestedKey(key: Key): RequestedKey {
  const made = known.get(key);
  if (made) { return made; }
  const { stack: { index, place }, logicalId } = key.resource;
  const texts = [fill('arn:{partition}:kms:{region}:{account}:key/{resource}', place, resourceSymbol(index, logicalId)), resourceSymbol(index, logicalId, 'Arn')];
  const requested = { texts, account: place.account, region: place.region };
  known.set(key, requested);
  return requested;
}
