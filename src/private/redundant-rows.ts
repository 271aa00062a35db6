import { list } from './policy-json';
import { Identity, PolicyRow } from './policy-rows';

/*
 * aws-cdk-lib's own constructs write statements for AWS services into the key policy too. Where one of two statements for the same
 * service allows all that the other does, the other is left out: nothing is allowed less, and nothing stands twice.
 */

/** The rows without those for services that another row implies; of two equal ones the first stays. */
export function withoutImplied(rows: readonly PolicyRow[], identity: Identity = value => value): PolicyRow[] {
  const candidates = rows.filter(isForServices);
  return rows.filter(row => !isForServices(row) || !candidates.some(other => implies(other, row, identity)
    && (!implies(row, other, identity) || rows.indexOf(other) < rows.indexOf(row))));
}

const isForServices = (row: PolicyRow): boolean => row.effect === 'Allow' && row.principals.length > 0 && row.principals.every(p => p.type === 'Service');

function implies(wide: PolicyRow, narrow: PolicyRow, identity: Identity): boolean {
  return narrow.principals.every(p => wide.principals.some(other => identity(other.value) === identity(p.value)))
    && narrow.actions.every(action => wide.actions.some(pattern => covers(pattern, action)))
    && Object.entries(wide.conditions).every(([operator, keys]) => Object.entries(keys).every(([key, allowed]) => {
      const asked = narrow.conditions[operator]?.[key];
      if (asked === undefined) { return false; }
      // A list of fewer values asks for more, but not under a negated operator.
      return within(list(asked), list(allowed), identity)
        && (/^(String|Arn)(Equals|Like)$/.test(operator) || within(list(allowed), list(asked), identity));
    }));
}

const within = (inner: string[], outer: string[], identity: Identity): boolean =>
  inner.every(value => outer.some(other => identity(other) === identity(value)));

/** Whether every action that a pattern matches is matched by the other: only a trailing `*` is ever written. */
const covers = (wide: string, narrow: string): boolean => wide === narrow || (wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1)));
