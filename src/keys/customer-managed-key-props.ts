import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KeyEnvironment } from './key-environment';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { KeyRestriction } from '../access/key-restriction';

/** What every customer managed key of this library takes. */
export interface CustomerManagedKeyProps {
  /**
   * Name of the alias, with or without `alias/`; letters, digits and `: / _ -`, at most 256 characters with the prefix.
   *
   * IMPORTANT: another name replaces the alias.
   *
   * @default - `application-environment-id`, or the stack's name and the construct's path
   */
  readonly alias?: string;

  /**
   * The application that the key belongs to: tag `Application`, alias and description.
   *
   * @default - none
   */
  readonly application?: string;

  /**
   * Where the key lives: sets the deletion window, the removal policy and the tag `Environment`.
   *
   * @default KeyEnvironment.PRODUCTION
   */
  readonly environment?: KeyEnvironment;

  /**
   * Who answers for the key: tag `Owner`.
   *
   * @default - no tag
   */
  readonly owner?: string;

  /**
   * Who pays for the key: tag `CostCenter`.
   *
   * @default - no tag
   */
  readonly costCenter?: string;

  /**
   * How sensitive the data under the key is: tag `DataClassification`.
   *
   * @default - no tag
   */
  readonly dataClassification?: string;

  /**
   * What the key is for, Latin-1, at most 8192 characters.
   *
   * @default - made of application, environment and path
   */
  readonly description?: string;

  /**
   * Who manages the key: its policy, state, rotation, aliases and deletion. They can neither use it nor create grants on it.
   *
   * @default - whoever the account's IAM policies allow
   */
  readonly administrators?: iam.IGrantable[];

  /**
   * Rows that allow: who, what, when.
   *
   * @default - none but administrators and users
   */
  readonly access?: KeyAccess[];

  /**
   * Rows that deny: what is denied, except.
   *
   * @default - none
   */
  readonly restrictions?: KeyRestriction[];

  /**
   * What the account's own IAM policies can allow on the key.
   *
   * @default - IamDelegation.FULL; IamDelegation.ADMINISTRATION for a ServiceKey
   */
  readonly iamDelegation?: IamDelegation;

  /**
   * Lets one principal be administrator and user of the key.
   *
   * @default - false, but in KeyEnvironment.DEVELOPMENT
   */
  readonly allowAdministratorsToUse?: boolean;

  /**
   * Whether the key can be used.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Waiting period between scheduling the deletion of the key and deleting it, 7 to 30 days.
   *
   * @default - 30 days in production, 7 elsewhere
   */
  readonly pendingWindow?: Duration;

  /**
   * What happens to the key and its alias when they leave the stack. RETAIN also keeps what a failed first deployment made: the alias is then
   * in the way of the next.
   *
   * @default - RETAIN_ON_UPDATE_OR_DELETE in production, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Adds the outputs KeyId, KeyArn and KeyAlias, exported as `StackName-KeyId` and so on.
   *
   * @default false
   */
  readonly exportOutputs?: boolean;

  /**
   * Prefix of the export names, before `KeyId`, `KeyArn` and `KeyAlias`; needed for the second key of a stack that exports.
   *
   * @default - the stack's name and a dash
   */
  readonly exportPrefix?: string;
}
