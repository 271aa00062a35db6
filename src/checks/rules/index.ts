import { ABSENT_KEYS } from './absent-keys';
import { ACCESS_LOGS_WITHOUT_KMS } from './access-logs-without-kms';
import { ADMINISTRATORS_CANNOT_GRANT } from './administrators-cannot-grant';
import { ADMINISTRATORS_CANNOT_USE } from './administrators-cannot-use';
import { ALIAS_IS_NO_RESOURCE } from './alias-is-no-resource';
import { ALIAS_NAME } from './alias-name';
import { ALIAS_RETAINED } from './alias-retained';
import { ALIASES_IN_IAM_ONLY } from './aliases-in-iam-only';
import { CONDITIONAL_ALLOW_RESTRICTS } from './conditional-allow-restricts';
import { CONSUMER_KEY_ENABLED } from './consumer-key-enabled';
import { CONSUMER_KEY_SYMMETRIC } from './consumer-key-symmetric';
import { CROSS_ACCOUNT_BOUNDED } from './cross-account-bounded';
import { DATE_CONDITIONS } from './date-conditions';
import { DECRYPT_NAMED_KEYS } from './decrypt-named-keys';
import { DEFAULT_ENCRYPTED_UPLOADS } from './default-encrypted-uploads';
import { DELETION_WINDOW } from './deletion-window';
import { DESCRIBE_KEY_WITHOUT_CONTEXT } from './describe-key-without-context';
import { FULL_ACCESS_FOR_ACCOUNT_ONLY } from './full-access-for-account-only';
import { GRANTS_FOR_AWS_RESOURCES } from './grants-for-aws-resources';
import { IDENTITY_SEPARATES_DUTIES } from './identity-separates-duties';
import { KEY_ENABLED } from './key-enabled';
import { KEY_HAS_ALIAS } from './key-has-alias';
import { KEY_RETAINED } from './key-retained';
import { KEY_SPEC_USAGE } from './key-spec-usage';
import { KNOWN_ACTIONS } from './known-actions';
import { KNOWN_CONDITION_KEYS } from './known-condition-keys';
import { LOCKOUT_CHECK_KEPT } from './lockout-check-kept';
import { METRIC_EXISTS } from './metric-exists';
import { NETWORK_DENY_SPARES_SERVICES } from './network-deny-spares-services';
import { NO_NOT_ACTION } from './no-not-action';
import { NO_NOT_PRINCIPAL } from './no-not-principal';
import { POLICY_CAN_BE_CHANGED } from './policy-can-be-changed';
import { POLICY_CHARACTERS } from './policy-characters';
import { POLICY_READABLE } from './policy-readable';
import { POLICY_SIZE } from './policy-size';
import { PRINCIPAL_KINDS } from './principal-kinds';
import { REPLICA_POLICY_MATCHES } from './replica-policy-matches';
import { ROTATION_ENABLED } from './rotation-enabled';
import { ROTATION_PERIOD } from './rotation-period';
import { ROTATION_POSSIBLE } from './rotation-possible';
import { SERVICE_CAN_USE_KEY } from './service-can-use-key';
import { SERVICE_PRINCIPAL_BOUNDED } from './service-principal-bounded';
import { SET_OPERATORS } from './set-operators';
import { SOURCES_FOR_SERVICES } from './sources-for-services';
import { STATEMENT_HAS_EFFECT } from './statement-has-effect';
import { TAGS_IN_IAM_ONLY } from './tags-in-iam-only';
import { VIA_SERVICE_FOR_PEOPLE } from './via-service-for-people';
import { WILDCARD_PRINCIPAL } from './wildcard-principal';
import { Rule } from '../rule';

/** Every rule of the pack, in the order of their files. */
export const RULES: readonly Rule[] = [
  ABSENT_KEYS,
  ACCESS_LOGS_WITHOUT_KMS,
  ADMINISTRATORS_CANNOT_GRANT,
  ADMINISTRATORS_CANNOT_USE,
  ALIAS_IS_NO_RESOURCE,
  ALIAS_NAME,
  ALIAS_RETAINED,
  ALIASES_IN_IAM_ONLY,
  CONDITIONAL_ALLOW_RESTRICTS,
  CONSUMER_KEY_ENABLED,
  CONSUMER_KEY_SYMMETRIC,
  CROSS_ACCOUNT_BOUNDED,
  DATE_CONDITIONS,
  DECRYPT_NAMED_KEYS,
  DEFAULT_ENCRYPTED_UPLOADS,
  DELETION_WINDOW,
  DESCRIBE_KEY_WITHOUT_CONTEXT,
  FULL_ACCESS_FOR_ACCOUNT_ONLY,
  GRANTS_FOR_AWS_RESOURCES,
  IDENTITY_SEPARATES_DUTIES,
  KEY_ENABLED,
  KEY_HAS_ALIAS,
  KEY_RETAINED,
  KEY_SPEC_USAGE,
  KNOWN_ACTIONS,
  KNOWN_CONDITION_KEYS,
  LOCKOUT_CHECK_KEPT,
  METRIC_EXISTS,
  NETWORK_DENY_SPARES_SERVICES,
  NO_NOT_ACTION,
  NO_NOT_PRINCIPAL,
  POLICY_CAN_BE_CHANGED,
  POLICY_CHARACTERS,
  POLICY_READABLE,
  POLICY_SIZE,
  PRINCIPAL_KINDS,
  REPLICA_POLICY_MATCHES,
  ROTATION_ENABLED,
  ROTATION_PERIOD,
  ROTATION_POSSIBLE,
  SERVICE_CAN_USE_KEY,
  SERVICE_PRINCIPAL_BOUNDED,
  SET_OPERATORS,
  SOURCES_FOR_SERVICES,
  STATEMENT_HAS_EFFECT,
  TAGS_IN_IAM_ONLY,
  VIA_SERVICE_FOR_PEOPLE,
  WILDCARD_PRINCIPAL,
] as unknown as readonly Rule[];
