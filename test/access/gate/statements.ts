import { FinishedPolicy, FinishedStatement } from '../../../src/access/gate/finished-policy';
import { IamDelegation } from '../../../src/access/iam-delegation';
import { KeyKind } from '../../../src/access/row-context';
import { readPolicy } from '../../../src/iam/statement';
import { ACCOUNT, REGION, testStack } from '../../support/stack';

const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };

/** A statement as its user wrote it, for what it does not say an Allow of kms:Decrypt. */
export const statement = (json: object, more: Partial<FinishedStatement> = {}): FinishedStatement =>
  ({ ...readPolicy({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...json }] }, place)![0], accepted: [], ...more });

export const policy = (statements: readonly FinishedStatement[], delegation = IamDelegation.ADMINISTRATION): FinishedPolicy =>
  ({
    statements,
    document: { Statement: [] },
    place,
    context: { scope: testStack(), partition: 'aws', region: REGION, account: ACCOUNT, kind: KeyKind.SYMMETRIC, multiRegion: false, delegation },
  });
