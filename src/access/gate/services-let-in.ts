import { CfnResource, Stack } from 'aws-cdk-lib';
import { deployerRequest } from './deployer';
import { FinishedPolicy } from './finished-policy';
import { Finding } from './judgement';
import { ABSENT, ANY_CONTEXT, KnownKeys, requestOf, someMayPass } from './requests';
import { actionName } from '../../iam/actions';
import { Principal } from '../../iam/principal';
import { VIEWING } from '../../iam/questions';
import { viaServiceName } from '../../private/arns';
import { WARNINGS } from '../../private/errors';
import { wordOf } from '../../services/resource-properties';
import { servicePrincipalName } from '../../services/service-principal';
import { creationOf, ServiceCall, ServiceUse, throughOf } from '../../services/service-use';

/*
 * Whether a key allows what the app encrypts under it: the role that creates each resource, and anybody to use it through its service.
 */

/** A resource under a key, and the use of the key that it is. */
export interface ResourceUnderKey {
  readonly resource: CfnResource;
  readonly use: ServiceUse;
}

/** Resources of the app that CloudFormation could not create under the key, or that nobody could use. */
export function resourcesShutOut(policy: FinishedPolicy, resources: readonly ResourceUnderKey[]): Finding[] {
  return resources.flatMap(under => cannotBeUsed(policy, under) ?? cannotBeCreated(policy, under) ?? []);
}

function cannotBeUsed(policy: FinishedPolicy, { resource, use }: ResourceUnderKey): Finding | undefined {
  const calls = use.calls.filter(call => !call.optional && !call.actions.every(action => VIEWING.has(actionName(action))));
  // Those who call for themselves, and the service that does, must each get in by one of their calls.
  const isShutOut = (mine: readonly ServiceCall[]): boolean => mine.length > 0 && !mine.some(call => isLetIn(policy, use, call));
  if (![true, false].some(service => isShutOut(calls.filter(({ caller }) => (caller === 'service') === service)))) { return undefined; }
  return {
    warning: `${WARNINGS.serviceNotLetIn}:${use.id}`,
    message: `the key encrypts the ${wordOf(resource.cfnResourceType)} ${resource.node.path.replace(/\/Resource$/, '')}, and its policy allows nobody to use it for ${use.service} (${use.use}), also not CloudFormation that creates it; `
      + `add KeyAccess.service(KeyService.${use.id}), or name the service in 'additionalServices' of a ServiceKey`,
  };
}

function cannotBeCreated(policy: FinishedPolicy, { resource, use }: ResourceUnderKey): Finding | undefined {
  const deployer = deployerRequest(policy, Stack.of(resource));
  if (deployer === undefined) { return undefined; }
  const missing = creationOf(use).filter(call => !call.optional).find(call => !throughEach(policy, use, call).some(keys =>
    call.actions.every(action => mayDo(policy, { ...call, actions: [action] }, { ...deployer.request, keys: { ...deployer.request.keys, ...keys } }))));
  return missing && {
    warning: `${WARNINGS.deployerCannotCreate}:${use.id}`,
    message: `the role that deploys ${Stack.of(resource).node.path}, ${deployer.arn}, gets no ${missing.actions.join(' and ')} by the key policy: CloudFormation could not create the `
      + `${wordOf(resource.cfnResourceType)} ${resource.node.path.replace(/\/Resource$/, '')} under the key; add KeyAccess.service(KeyService.${use.id}), or exempt the role where a restriction denies it`,
  };
}

/** Whether somebody, or the service itself, may make one of the calls. */
function isLetIn(policy: FinishedPolicy, use: ServiceUse, call: ServiceCall): boolean {
  return throughEach(policy, use, call).some(keys => callers(policy, call).some(principal => mayDo(policy, call, requestOf(policy, principal, keys))));
}

/** What a request carries that comes through the service, by each of its names. */
function throughEach({ context: { region }, place }: FinishedPolicy, use: ServiceUse, call: ServiceCall): KnownKeys[] {
  const grant: KnownKeys = call.grantIsForAwsResource ? { 'kms:grantisforawsresource': 'true' } : {};
  const names = throughOf(use, call);
  if (names.length === 0) { return [call.viaService === false ? { ...grant, 'kms:viaservice': ABSENT } : grant]; }
  // A service that calls from any region may call from the key's.
  return names.map(name => ({ ...grant, 'kms:viaservice': String(place.evaluate(viaServiceName(name, region))) }));
}

/** The principals of the policy that can be the caller. */
function callers(policy: FinishedPolicy, call: ServiceCall): readonly Principal[] {
  if (call.caller === 'service') { return [{ kind: 'service', text: String(policy.place.evaluate(servicePrincipalName(call, policy.context.region))), own: 'unknown' }]; }
  const home: Principal = { kind: 'account', text: policy.place.account, account: policy.place.account, own: 'yes' };
  return policy.statements.filter(({ effect }) => effect === 'Allow').flatMap(({ principals }) => principals)
    .map(principal => principal.kind === 'everyone' ? home : principal).filter(({ kind }) => kind !== 'service');
}

function mayDo(policy: FinishedPolicy, call: ServiceCall, request: Parameters<typeof someMayPass>[2]): boolean {
  const names = call.actions.map(actionName);
  const allows = policy.statements.filter(({ effect }) => effect === 'Allow');
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny');
  // A service sends an encryption context of its own, never one that an app demands.
  const asked = call.viaService === false ? request : { ...request, keys: { ...request.keys, [ANY_CONTEXT]: ABSENT }, listed: OF_SERVICES };
  return names.some(name => someMayPass(policy, reached(name), asked, { allows, denies }));
}

/** Names of the encryption context that services use: `aws:s3:arn`, `SecretARN`. */
const OF_SERVICES = { has: (name: string): boolean => /^kms:encryptioncontext:(aws|secret|parameter_arn|service$|.*arn$|.*:)/.test(name) };

/** `generatedatakey*` is all that it reaches. */
const reached = (name: string): readonly string[] => name.endsWith('*') ? DATA_KEYS.filter(action => action.startsWith(name.slice(0, -1))) : [name];
const DATA_KEYS = ['generatedatakey', 'generatedatakeywithoutplaintext', 'reencryptfrom', 'reencryptto'];
