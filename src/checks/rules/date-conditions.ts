import { isWrittenForKms } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { isOpaque, hasSymbol } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

/** ISO 8601 dates as IAM reads them, or seconds since 1970. */
const DATE = /^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?|-?\d{9,13})$/;

export const DATE_CONDITIONS = rule({
  id: 'DateConditions',
  title: 'Date conditions compare whole dates',
  info: 'The condition compares with a time of day, which IAM does not have.',
  explanation: 'Date operators take an ISO 8601 date or Unix time. There is no time of day in IAM: such a condition is refused or never met. Business hours need a '
    + 'schedule that opens and closes access.',
  page: 'IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date',
  fix: 'Write a date such as 2027-01-31T00:00:00Z, or open and close access on a schedule.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.CONDITIONS, statement => {
    if (!isWrittenForKms(statement)) { return undefined; }
    const dates = statement.conditions.filter(({ base, name }) => base.startsWith('date') || ((name === 'aws:currenttime') && base !== 'null'));
    for (const { key, values } of dates) {
      const wrong = values.find(value => !hasSymbol(value) && !DATE.test(value));
      if (wrong !== undefined) { return `compares ${key} with '${wrong}', which is not a date`; }
    }
    return dates.some(({ values }) => values.some(isOpaque)) || undefined;
  }),
});
