import { Key } from './model';
import { RequestedKey } from '../iam/request';
import { resourceSymbol } from '../iam/symbols';
import { fill } from '../private/arns';
import { rememberOf } from '../private/remember';

/** A key of the app as requests name it: by the symbol of its ARN, and the ARN with the symbol of its id. */
export const requestedKey = rememberOf((key: Key): RequestedKey => {
  const { stack: { index, place }, logicalId } = key.resource;
  const texts = [fill('arn:{partition}:kms:{region}:{account}:key/{resource}', place, resourceSymbol(index, logicalId)), resourceSymbol(index, logicalId, 'Arn')];
  return { texts, account: place.account, region: place.region };
});
