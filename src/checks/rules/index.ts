import { ACCESS_LOGS_WITHOUT_KMS } from './access-logs-without-kms';
import { ADMINISTRATORS_CANNOT_GRANT } from './administrators-cannot-grant';
import { ADMINISTRATORS_CANNOT_USE } from './administrators-cannot-use';
import { ALIAS_NAME } from './alias-name';
import { ALIAS_QUOTA } from './alias-quota';
import { ALIAS_RETAINED } from './alias-retained';
import { ATTESTATION_NOT_BYPASSED } from './attestation-not-bypassed';
import { CONDITION_KEY_PRESENCE } from './condition-key-presence';
import { CONDITIONAL_ALLOW_RESTRICTS } from './conditional-allow-restricts';
import { CONSUMER_KEY_ENABLED } from './consumer-key-enabled';
import { CONSUMER_KEY_SYMMETRIC } from './consumer-key-symmetric';
import { CROSS_ACCOUNT_BOUNDED } from './cross-account-bounded';
import { DATA_UNDER_CUSTOMER_KEY } from './data-under-customer-key';
import { DATE_CONDITIONS } from './date-conditions';
import { DECRYPT_NAMED_KEYS } from './decrypt-named-keys';
import { DELETION_WINDOW } from './deletion-window';
import { DESCRIBE_KEY_WITHOUT_CONTEXT } from './describe-key-without-context';
import { ENCRYPTION_CONTEXT_SENT } from './encryption-context-sent';
import { FULL_ACCESS_FOR_ACCOUNT_ONLY } from './full-access-for-account-only';
import { GRANTS_FOR_AWS_RESOURCES } from './grants-for-aws-resources';
import { HEADERLESS_UPLOADS_ALLOWED } from './headerless-uploads-allowed';
import { IDENTITY_SEPARATES_DUTIES } from './identity-separates-duties';
import { KEY_ENABLED } from './key-enabled';
import { KEY_HAS_ALIAS } from './key-has-alias';
import { KEY_RETAINED } from './key-retained';
import { KEY_SPEC_USAGE } from './key-spec-usage';
import { KMS_METRIC_EXISTS } from './kms-metric-exists';
import { KNOWN_ACTIONS } from './known-actions';
import { KNOWN_CONDITION_KEYS } from './known-condition-keys';
import { LOCKOUT_SAFETY_CHECK_ON } from './lockout-safety-check-on';
import { NETWORK_DENY_SPARES_SERVICES } from './network-deny-spares-services';
import { NO_ALIAS_AS_RESOURCE } from './no-alias-as-resource';
import { NO_NOT_ACTION } from './no-not-action';
import { NO_NOT_PRINCIPAL } from './no-not-principal';
import { NO_RESOURCE_ALIASES_IN_KEY_POLICY } from './no-resource-aliases-in-key-policy';
import { NO_RESOURCE_TAG_IN_KEY_POLICY } from './no-resource-tag-in-key-policy';
import { NO_SOURCE_CONDITION_FOR_IDENTITY } from './no-source-condition-for-identity';
import { NO_VIA_SERVICE_FOR_SERVICE_PRINCIPAL } from './no-via-service-for-service-principal';
import { POLICY_CAN_BE_CHANGED } from './policy-can-be-changed';
import { POLICY_CHARACTERS } from './policy-characters';
import { POLICY_READABLE } from './policy-readable';
import { POLICY_SIZE } from './policy-size';
import { PRINCIPAL_KINDS } from './principal-kinds';
import { REPLICA_POLICY_MATCHES } from './replica-policy-matches';
import { RESOURCE_IS_ANY } from './resource-is-any';
import { ROTATION_ENABLED } from './rotation-enabled';
import { ROTATION_PERIOD } from './rotation-period';
import { ROTATION_POSSIBLE } from './rotation-possible';
import { SERVICE_CAN_USE_KEY } from './service-can-use-key';
import { SERVICE_CONDITION_KEYS } from './service-condition-keys';
import { SERVICE_PRINCIPAL_BOUNDED } from './service-principal-bounded';
import { SET_OPERATORS } from './set-operators';
import { STATEMENT_APPLIES_TO_KEY } from './statement-applies-to-key';
import { STATEMENT_CAN_APPLY } from './statement-can-apply';
import { WILDCARD_PRINCIPAL } from './wildcard-principal';
import { Rule } from '../rule';

/** Every rule of the pack, in the order of their files. */
export const RULES: readonly Rule[] = [
  CONDITION_KEY_PRESENCE,
  ACCESS_LOGS_WITHOUT_KMS,
  ADMINISTRATORS_CANNOT_GRANT,
  ADMINISTRATORS_CANNOT_USE,
  NO_ALIAS_AS_RESOURCE,
  ALIAS_NAME,
  ALIAS_QUOTA,
  ALIAS_RETAINED,
  NO_RESOURCE_ALIASES_IN_KEY_POLICY,
  ATTESTATION_NOT_BYPASSED,
  CONDITIONAL_ALLOW_RESTRICTS,
  CONSUMER_KEY_ENABLED,
  CONSUMER_KEY_SYMMETRIC,
  CROSS_ACCOUNT_BOUNDED,
  DATA_UNDER_CUSTOMER_KEY,
  DATE_CONDITIONS,
  DECRYPT_NAMED_KEYS,
  HEADERLESS_UPLOADS_ALLOWED,
  DELETION_WINDOW,
  DESCRIBE_KEY_WITHOUT_CONTEXT,
  ENCRYPTION_CONTEXT_SENT,
  FULL_ACCESS_FOR_ACCOUNT_ONLY,
  GRANTS_FOR_AWS_RESOURCES,
  IDENTITY_SEPARATES_DUTIES,
  KEY_ENABLED,
  KEY_HAS_ALIAS,
  KEY_RETAINED,
  KEY_SPEC_USAGE,
  KNOWN_ACTIONS,
  KNOWN_CONDITION_KEYS,
  LOCKOUT_SAFETY_CHECK_ON,
  KMS_METRIC_EXISTS,
  NETWORK_DENY_SPARES_SERVICES,
  NO_NOT_ACTION,
  NO_NOT_PRINCIPAL,
  POLICY_CAN_BE_CHANGED,
  POLICY_CHARACTERS,
  POLICY_READABLE,
  POLICY_SIZE,
  PRINCIPAL_KINDS,
  REPLICA_POLICY_MATCHES,
  RESOURCE_IS_ANY,
  ROTATION_ENABLED,
  ROTATION_PERIOD,
  ROTATION_POSSIBLE,
  SERVICE_CAN_USE_KEY,
  SERVICE_CONDITION_KEYS,
  SERVICE_PRINCIPAL_BOUNDED,
  SET_OPERATORS,
  NO_SOURCE_CONDITION_FOR_IDENTITY,
  STATEMENT_APPLIES_TO_KEY,
  STATEMENT_CAN_APPLY,
  NO_RESOURCE_TAG_IN_KEY_POLICY,
  NO_VIA_SERVICE_FOR_SERVICE_PRINCIPAL,
  WILDCARD_PRINCIPAL,
] as unknown as readonly Rule[];
