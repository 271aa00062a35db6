import { FinishedPolicy } from './finished-policy';
import { ABSENT, ANY_CONTEXT, GateRequest, KnownKeys, someMayPass } from './requests';
import { actionName, actionsOf } from '../../iam/actions';
import { Statement } from '../../iam/statement';
import { viaServiceName } from '../../private/arns';
import { isSentByServices } from '../../services/encryption-context';
import { ServiceCall, ServiceUse, throughOf } from '../../services/service-use';

/*
 * Requests that come through a service for one of its resources.
 */

/** What a request carries that comes through the service, by each of its names. */
export function throughEach({ context: { region }, place }: FinishedPolicy, use: ServiceUse, call: ServiceCall): KnownKeys[] {
  const grant: KnownKeys = call.grantIsForAwsResource ? { 'kms:grantisforawsresource': 'true' } : {};
  const names = throughOf(use, call);
  if (names.length === 0) { return [call.viaService === false ? { ...grant, 'kms:viaservice': ABSENT } : grant]; }
  // A service that calls from any region can call from the key's.
  return names.map(name => ({ ...grant, 'kms:viaservice': String(place.evaluate(viaServiceName(name, region))) }));
}

/** The same with what the service says of the encryption context: it sends one of its own, never one that an app demands. */
export const withContextOf = (use: ServiceUse, call: ServiceCall, request: GateRequest): GateRequest => call.viaService === false || use.passesContextOn
  ? request
  : { ...request, keys: { ...request.keys, [ANY_CONTEXT]: ABSENT }, listed: OF_SERVICES };

const CONTEXT = 'kms:encryptioncontext:';
const OF_SERVICES = { has: (name: string): boolean => isSentByServices(name.slice(CONTEXT.length)) };

/** The names of the actions that a call asks for; a pattern asks for some of what it stands for. */
export const askedBy = ({ actions }: Pick<ServiceCall, 'actions'>): readonly string[] =>
  actions.flatMap(action => action.includes('*') ? [...actionsOf(action)] : [actionName(action)]);

/** Whether the policy, or some of its statements that allow, can let a request through that asks for one of the actions. */
export function mayDo(policy: FinishedPolicy, actions: readonly string[], request: GateRequest, allows: readonly Statement[] = allowsOf(policy)): boolean {
  return someMayPass(policy, actions, request, { allows, denies: policy.statements.filter(({ effect }) => effect === 'Deny') });
}

const allowsOf = ({ statements }: FinishedPolicy): readonly Statement[] => statements.filter(({ effect }) => effect === 'Allow');
