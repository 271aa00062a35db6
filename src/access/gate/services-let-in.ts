import { CfnResource, Stack } from 'aws-cdk-lib';
import { deployerRequest } from './deployer';
import { FinishedPolicy } from './finished-policy';
import { Finding } from './judgement';
import { GateRequest, requestOf } from './requests';
import { askedBy, mayDo, throughEach, withContextOf } from './through-services';
import { actionName } from '../../iam/actions';
import { Principal } from '../../iam/principal';
import { VIEWING } from '../../iam/questions';
import { WARNINGS } from '../../private/errors';
import { wordOf } from '../../services/resource-properties';
import { servicePrincipalName } from '../../services/service-principal';
import { creationOf, ServiceCall, ServiceUse } from '../../services/service-use';

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
  return resources.flatMap(under => canBeUsed(policy, under.use) ? cannotBeCreated(policy, under) ?? [] : cannotBeUsed(under));
}

/** `the table Data/Orders` */
export const wordFor = ({ cfnResourceType, node: { path } }: CfnResource): string => `the ${wordOf(cfnResourceType)} ${path.replace(/\/Resource$/, '')}`;

/** What of a use is more than looking at the key. */
export const callsThatUse = ({ calls }: ServiceUse): readonly ServiceCall[] =>
  calls.filter(call => !call.optional && !call.actions.every(action => VIEWING.has(actionName(action))));

/** Whether those who call for themselves, and the service that does, each get in by one of their calls. */
export function canBeUsed(policy: FinishedPolicy, use: ServiceUse): boolean {
  const calls = callsThatUse(use);
  const isShutOut = (mine: readonly ServiceCall[]): boolean => mine.length > 0 && !mine.some(call => isLetIn(policy, use, call));
  const byService = calls.filter(({ caller }) => caller === 'service');
  return !isShutOut(byService) && !isShutOut(calls.filter(call => !byService.includes(call)));
}

const cannotBeUsed = ({ resource, use }: ResourceUnderKey): Finding => ({
  warning: `${WARNINGS.serviceNotLetIn}:${use.id}`,
  message: `the key encrypts ${wordFor(resource)}, and its policy allows nobody to use it for ${use.service} (${use.use}), also not CloudFormation that creates it; `
    + `add KeyAccess.service(KeyService.${use.id}), or name the service in 'additionalServices' of a ServiceKey`,
});

function cannotBeCreated(policy: FinishedPolicy, { resource, use }: ResourceUnderKey): Finding | undefined {
  const deployer = deployerRequest(policy, Stack.of(resource));
  if (deployer === undefined) { return undefined; }
  const missing = creationOf(use).filter(call => !call.optional)
    .find(call => !call.actions.every(action => isLetInAs(policy, use, { ...call, actions: [action] }, deployer.request)));
  return missing && {
    warning: `${WARNINGS.deployerCannotCreate}:${use.id}`,
    message: `the role that deploys ${Stack.of(resource).node.path}, ${deployer.arn}, gets no ${missing.actions.join(' and ')} by the key policy: CloudFormation could not create `
      + `${wordFor(resource)} under the key; add KeyAccess.service(KeyService.${use.id}), or exempt the role where a restriction denies it`,
  };
}

/** Whether somebody, or the service itself, can make one of the calls. */
const isLetIn = (policy: FinishedPolicy, use: ServiceUse, call: ServiceCall): boolean =>
  callers(policy, call).some(principal => isLetInAs(policy, use, call, requestOf(policy, principal)));

const isLetInAs = (policy: FinishedPolicy, use: ServiceUse, call: ServiceCall, request: GateRequest): boolean =>
  throughEach(policy, use, call).some(keys => mayDo(policy, askedBy(call), withContextOf(use, call, { ...request, keys: { ...request.keys, ...keys } })));

/** The principals of the policy that can be the caller. */
function callers(policy: FinishedPolicy, call: ServiceCall): readonly Principal[] {
  if (call.caller === 'service') { return [{ kind: 'service', text: String(policy.place.evaluate(servicePrincipalName(call, policy.context.region))), own: 'unknown' }]; }
  const home: Principal = { kind: 'account', text: policy.place.account, account: policy.place.account, own: 'yes' };
  return policy.statements.filter(({ effect }) => effect === 'Allow').flatMap(({ principals }) => principals)
    .map(principal => principal.kind === 'everyone' ? home : principal).filter(({ kind }) => kind !== 'service');
}
