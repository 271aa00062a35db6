import { reachOf } from '../iam/actions';
import { VIEWING } from '../iam/questions';
import { EVERY_USE } from '../services/every-use';
import { messageUses } from '../services/messages';
import { serviceCallers } from '../services/service-callers';
import { ServiceCall } from '../services/service-use';

/** Services that call KMS with the role they are given, or by a grant. */
const BY_ROLE: ReadonlySet<string> = new Set(['batch', 'cloudformation', 'codebuild', 'codepipeline', 'ec2', 'ecs', 'ecs-tasks', 'glue', 'lambda', 'sqs', 'ssm']
  .map(name => `${name}.amazonaws.com`));

const EVENTBRIDGE = 'events.amazonaws.com';

/** What services do as themselves, and for what: principal → calls. */
const CALLS = new Map<string, { readonly use: string; readonly call: ServiceCall }[]>();
for (const { use, calls } of EVERY_USE) {
  for (const call of calls) {
    if (call.caller === 'service') { CALLS.set(call.principal!, [...CALLS.get(call.principal!) ?? [], { use, call }]); }
  }
}

/** Whether others use keys for a service, and it never does as itself, as far as the catalog knows. */
const isByCaller = (service: string): boolean => !CALLS.has(service) && !BY_ROLE.has(service) && serviceCallers(service).others !== undefined;

/** Whether AWS documents that one of them creates grants as itself. */
export const isDocumentedToGrant = (services: readonly string[]): boolean =>
  services.some(service => CALLS.get(service)?.some(({ call }) => reachOf(call.actions, false).has('creategrant')));

/** What bounds a call and is in the request: any other condition would shut the service out. */
function boundOf({ source = [], laterSource = [], supposedSource = [], context = {}, contextPresent = [], contextKeys = [], through }: ServiceCall): string {
  const unsure = [...laterSource, ...supposedSource];
  if (source.length + unsure.length > 0) { return [...source, ...unsure.map(key => `${key} (IfExists)`)].join(' and '); }
  const names = [...Object.keys(context), ...contextPresent].map(name => `kms:EncryptionContext:${name}`);
  if (names.length > 0) { return names.join(' and '); }
  return contextKeys.length > 0 ? 'kms:EncryptionContextKeys' : through === undefined ? '' : 'kms:ViaService';
}

/** How many uses are told by name. */
const MANY = 4;

function usesText(uses: readonly string[]): string {
  const more = uses.length - MANY;
  return more < 1 ? uses.join(' and ') : `${uses.slice(0, MANY).join(', ')} and ${more} more`;
}

/** What bounds a service in a statement that reaches these actions, by its uses where they differ. */
function boundsOf(service: string, reach?: ReadonlySet<string>): string | undefined {
  const bounded = (CALLS.get(service) ?? [])
    .map(({ use, call }) => ({ use, bound: boundOf(call), actions: [...reachOf(call.actions, false)].filter(action => !VIEWING.has(action)) }))
    .filter(({ bound, actions }) => bound !== '' && actions.length > 0);
  // One bound for all that the service does holds for what is not documented, too.
  if (new Set(bounded.map(({ bound }) => bound)).size < 2) { return bounded[0]?.bound; }
  const meant = bounded.filter(({ actions }) => reach === undefined || actions.some(action => reach.has(action)));
  const uses = new Map<string, Set<string>>();
  for (const { use, bound } of meant.length > 0 ? meant : bounded) { uses.set(bound, (uses.get(bound) ?? new Set()).add(use)); }
  return [...uses].map(([bound, of]) => `${bound} for ${usesText([...of])}`).join('; ');
}

const UNDOCUMENTED = 'the source or the encryption context that the page of the service documents';
const NO_OTHER = 'A key that the service does not send would shut it out; KeyAccess.service(...) writes those that it does.';

const takenOut = (services: readonly string[], alone: boolean): string => alone ? 'Take the statement out' : `Take ${services.join(', ')} out of its principals`;

const othersOf = (service: string): string => serviceCallers(service).others!;

function ofRoles(services: readonly string[], alone: boolean): string {
  return services.map((service, i) => {
    const bounds = boundsOf(service);
    const said = `${service} calls KMS ${othersOf(service)}`;
    const start = i === 0 ? `${takenOut(services, alone)}: ` : '';
    return start + (bounds === undefined ? `${said}, never as itself` : `${said}. Only where it calls as itself keep it, with ${bounds}`);
  }).join('; ') + '.';
}

const ofCallers = (services: readonly string[], alone: boolean): string =>
  `AWS's pages that are known here show no call to KMS that ${services.map(service => `${service} makes as itself, only such ${othersOf(service)}`).join(', nor one that ')}: `
  + `try without ${alone ? 'the statement' : 'that principal'}, and otherwise add ${UNDOCUMENTED}.`;

const ofEventBridge = (alone: boolean): string =>
  `${alone ? 'Leave' : 'Give events.amazonaws.com a statement of its own with'} kms:Decrypt and kms:GenerateDataKey* only, `
  + 'which EventBridge needs for encrypted topics and queues; under a source condition its messages to topics are lost.';

function ofOthers(services: readonly string[], alone: boolean, reach: ReadonlySet<string>): string {
  const bounds = services.map(service => boundsOf(service, reach) ?? UNDOCUMENTED);
  const one = new Set(bounds).size === 1 ? bounds[0] : undefined;
  // Whoever is beside them, a role or a service that sends something else, would be shut out.
  const what = one === undefined ? `Give each a statement of its own: ${services.map((service, i) => `${service} with ${bounds[i]}`).join('. ')}`
    : alone ? `Add ${one}`
      : `Give ${services.join(', ')} a statement of ${services.length === 1 ? 'its' : 'their'} own with ${one}`;
  return `${what}.${one === UNDOCUMENTED ? '' : ` ${NO_OTHER}`}${services.map(otherwise).join('')}`;
}

/** Of a service that sends but messages as itself, who else uses keys for it: most who write its name mean these. */
function otherwise(service: string): string {
  const { asItself, others } = serviceCallers(service);
  return others === undefined || asItself.length === 0 || !asItself.every(({ id }) => MESSAGES.has(id)) ? ''
    : ` As itself ${service} only sends ${[...new Set(asItself.map(({ use }) => use))].join(' and ')}; otherwise it calls KMS ${others}.`;
}
const MESSAGES = new Set(messageUses().map(({ id }) => id));

/** The remedy where services never call as themselves; undefined where one of them does, or might. */
export const remedyForOthers = (services: readonly string[], alone: boolean): string | undefined =>
  services.every(service => !CALLS.has(service) && (BY_ROLE.has(service) || isByCaller(service))) ? remedyFor(services, alone, NOTHING) : undefined;
const NOTHING: ReadonlySet<string> = new Set();

/** What to do about services that come without a bound, alone in their statement or beside others, by what they send for what they are allowed. */
export function remedyFor(services: readonly string[], alone: boolean, reach: ReadonlySet<string>): string {
  const kinds: [readonly string[], (some: readonly string[], alone: boolean) => string][] = [
    [services.filter(service => BY_ROLE.has(service)), ofRoles],
    [services.filter(isByCaller), ofCallers],
    [services.filter(service => service === EVENTBRIDGE), (_, only) => ofEventBridge(only)],
    [services.filter(service => !BY_ROLE.has(service) && !isByCaller(service) && service !== EVENTBRIDGE), (some, only) => ofOthers(some, only, reach)],
  ];
  return kinds.filter(([some]) => some.length > 0).map(([some, tell]) => tell(some, alone && some.length === services.length)).join(' ');
}
