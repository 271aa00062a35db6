import { isBoundable } from '../../iam/boundable';
import { Condition } from '../../iam/condition';
import { demandsPresence, requiresPresence } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

const always = (name: string, statement: Statement): boolean =>
  // Requests that always carry the key: who calls, from where, when.
  ['aws:currenttime', 'aws:epochtime', 'aws:principalarn', 'aws:principalaccount', 'aws:principaltype', 'aws:principalisawsservice', 'aws:requestedregion',
    'aws:securetransport', 'aws:viaawsservice', 'aws:resourceaccount', 'kms:calleraccount', 'kms:keyspec', 'kms:keyusage', 'kms:keyorigin', 'kms:multiregion'].includes(name)
  || (name === 'kms:grantoperations' && [...statement.reach].every(action => action === 'creategrant'))
  || (name === 'aws:tagkeys' && [...statement.reach].every(action => action === 'tagresource' || action === 'untagresource'));

/** Whether a statement allows nobody but services that no condition could bound. */
const isForUnboundable = (statement: Statement): boolean => statement.principals.length > 0
  && statement.principals.every(({ kind, text }) => kind === 'service' && !isBoundable(statement, text));

/** A condition on a value that a request without the key meets. */
const passesWithout = (condition: Condition): boolean => condition.base !== 'null' && !requiresPresence(condition);

/** Keys that long-term credentials lack altogether, so that a Deny on their value never hits them. */
const LACKING = new Set(['aws:multifactorauthpresent', 'aws:multifactorauthage']);

export const CONDITION_KEY_PRESENCE = rule({
  id: 'ConditionKeyPresence',
  title: 'Conditions say what happens to requests without their key',
  info: 'A request that lacks the condition key slips through.',
  explanation: 'StringNotEquals, ...IfExists and ForAllValues are true when the request has no such key: an Allow is then wider than it reads. A Deny on '
    + 'aws:MultiFactorAuthPresent with Bool never hits access keys, which have no such key; BoolIfExists does.',
  page: 'IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null',
  fix: 'In an Allow add Null: { <key>: "false" } or use a positive operator; in a Deny on multi-factor authentication use BoolIfExists.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, statement => {
    if (statement.effect === 'Deny') {
      const missed = statement.conditions.find(condition => LACKING.has(condition.name) && condition.base !== 'null' && requiresPresence(condition));
      return missed && !statement.conditions.some(({ base, values, name }) => base === 'null' && LACKING.has(name) && values.includes('true'))
        ? `denies on ${missed.key} with ${missed.operator}, which access keys never meet` : undefined;
    }
    const open = statement.conditions.find(condition => passesWithout(condition)
      && !always(condition.name, statement) && !demandsPresence(statement, condition.name));
    // A service that nobody can bound is allowed without the condition, too: with it nothing is wider than it reads.
    if (!open || isForUnboundable(statement)) { return undefined; }
    return statement.unknown ? true : `has ${open.operator} on ${open.key}, which is true for requests without that key`;
  }),
});
