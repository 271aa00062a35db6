import { isBoundable, withoutRegion } from './boundable';
import { Condition } from './condition';
import { Principal } from './principal';
import { grantsAreBounded, isContext, isSource, narrows, reachesOnly, VIEWING } from './questions';
import { Statement } from './statement';
import { isAnybodys, namesSource } from './whose';
import { EVERY_USE } from '../services/every-use';
import { ServiceCall } from '../services/service-use';

/** Services that AWS bounds by the service through which they come, and those that are not confirmed to send their source each time. */
const principalsOf = (test: (call: ServiceCall) => boolean): Set<string> =>
  new Set(EVERY_USE.flatMap(use => use.calls.filter(call => call.caller === 'service' && test(call)).map(call => call.principal!)));
const COMING_THROUGH = principalsOf(call => call.through !== undefined);
const SOURCE_UNSURE = principalsOf(call => call.laterSource !== undefined || call.supposedSource !== undefined);

/** Bounded as far as the service lets anybody bound it. */
const boundedEnough = (statement: Statement, principal: string): boolean => statement.conditions.some(({ name, negated, ifExists, set }) => !negated && set !== 'all'
  && ((ifExists && isSource(name) && SOURCE_UNSURE.has(withoutRegion(principal))) || (!ifExists && name === 'kms:viaservice' && COMING_THROUGH.has(withoutRegion(principal)))));

/** What a service does that grants for its own resources. */
const GRANTING: ReadonlySet<string> = new Set(['creategrant', 'listgrants', 'revokegrant']);

/** The services of a statement that can be bounded, and that nothing about the services themselves bounds. */
export const boundableServices = (statement: Statement): readonly Principal[] =>
  statement.principals.filter(({ kind, text }) => kind === 'service' && isBoundable(statement, text) && !boundedEnough(statement, text));

/** Grants that a service makes for its own resources; the page of DNSSEC writes no source condition here. */
export const grantsForItself = (statement: Statement): boolean =>
  !statement.notAction && reachesOnly(statement, GRANTING) && grantsAreBounded(statement);

/**
 * The AWS services that a statement lets work for anybody: neither a source nor an encryption context binds them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const servicesForAnybody = (statement: Statement): readonly Principal[] => unbound(statement, boundableServices(statement));

/** The same of services of which AWS documents nothing that could bind them. */
export const unboundableServices = (statement: Statement): readonly Principal[] =>
  unbound(statement, statement.principals.filter(({ kind, text }) => kind === 'service' && !isBoundable(statement, text) && !boundedEnough(statement, text)));

const unbound = (statement: Statement, services: readonly Principal[]): readonly Principal[] =>
  services.length === 0 || reachesOnly(statement, VIEWING) || grantsForItself(statement)
  || statement.conditions.some(condition => binds(condition) && narrows(condition, statement)) ? [] : services;

const binds = (condition: Condition): boolean =>
  condition.name === 'aws:principalorgid' || namesSource(condition) || (isContext(condition.name) && !condition.values.some(isAnybodys));
