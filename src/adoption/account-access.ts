import { AccessRow } from '../access/access-rows';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { RowContext } from '../access/row-context';
import { mergeConditions, PolicyRow } from '../private/policy-rows';
import { KeyService } from '../services/key-service';

/**
 * Whoever in the key's account can use the service can use the key through it, as with the AWS managed key of the service. No IAM policy need allow it: those of an app were
 * written before the key was there.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
 */
export const throughService = (service: KeyService): KeyAccess => KeyAccess._of(new AccountAccess(service));

class AccountAccess implements AccessRow {
  private readonly inner: AccessRow;

  constructor(public readonly service: KeyService) {
    this.inner = KeyAccess.service(service)._row;
  }

  public bind(context: RowContext): PolicyRow[] {
    return this.inner.bind({ ...context, delegation: IamDelegation.ADMINISTRATION }).map(row => row.principals.some(({ type }) => type !== 'AWS') || isRole(row) ? row : {
      ...row,
      principals: [],
      conditions: mergeConditions({ StringEquals: { 'kms:CallerAccount': context.account } }, row.conditions),
      accepted: [...row.accepted ?? [], 'whole account' as const],
    });
  }
}

/** A service-linked role is named. */
const isRole = ({ principals }: PolicyRow): boolean => principals.some(({ value }) => value.includes(':role/'));
