import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey } from '../../src';
import { decide, decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, testStack } from '../support/stack';

describe('EncryptedKey', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', {
    administrators: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Admin`)],
    users: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`)],
  });
  const policy = keyPolicy(stack);
  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
  test('x', async () => { expect(await decide({ principal: `arn:aws:iam::${ACCOUNT}:role/App`, policy })).toBe('Allowed'); });
  decisionTable(() => policy, [
    ['admin cannot decrypt', { principal: `arn:aws:iam::${ACCOUNT}:role/Admin` }, 'ImplicitlyDenied'],
    ['iam can', { principal: `arn:aws:iam::${ACCOUNT}:role/Other`, identity: [identityAllowing('kms:Decrypt')] }, 'Allowed'],
  ]);
});
