import * as fc from 'fast-check';
import { BusinessDay, plan, WEEK } from '../../src/lifecycle/business-hours';

const OFFICE = WEEK.slice(0, 5);

/** The minutes of a week at which an expression fires; a week of 24-hour days. */
function fires(expression: string): Set<number> {
  const [, minute, hour, days] = /^cron\((\d+) (\d+) \? \* (\S+) \*\)$/.exec(expression)!;
  const on = days === '*' ? WEEK : days.split(',');
  return new Set(on.map(day => WEEK.indexOf(day as BusinessDay) * 1440 + Number(hour) * 60 + Number(minute)));
}

describe('business hours', () => {
  test('of an office', () => {
    expect(plan({ opens: '08:00', closes: '18:00', days: OFFICE })).toEqual({
      open: 'cron(0 8 ? * MON,TUE,WED,THU,FRI *)',
      close: 'cron(0 18 ? * MON,TUE,WED,THU,FRI *)',
      closeAgain: 'cron(0 19 ? * MON,TUE,WED,THU,FRI *)',
      openWithin: 60,
      closeWithin: 420,
    });
  });

  test('over midnight, on every day', () => {
    expect(plan({ opens: '22:30', closes: '06:15', days: WEEK })).toMatchObject({ open: 'cron(30 22 ? * * *)', close: 'cron(15 6 ? * * *)', closeAgain: 'cron(15 7 ? * * *)' });
  });

  test('over midnight close on the day after', () => {
    expect(plan({ opens: '23:00', closes: '00:30', days: [BusinessDay.SUNDAY, BusinessDay.FRIDAY] })).toMatchObject({
      open: 'cron(0 23 ? * FRI,SUN *)',
      close: 'cron(30 0 ? * MON,SAT *)',
      closeAgain: 'cron(30 1 ? * MON,SAT *)',
    });
  });

  test('a late second closing moves on to the next day', () => {
    expect(plan({ opens: '08:00', closes: '23:30', days: OFFICE }).closeAgain).toBe('cron(30 0 ? * TUE,WED,THU,FRI,SAT *)');
  });

  test('the key is open in these hours and no others, also when the first closing is lost', () => {
    const time = fc.integer({ min: 0, max: 1439 }).map(m => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
    fc.assert(fc.property(time, time, fc.subarray(WEEK, { minLength: 1 }), (opens, closes, days) => {
      const at = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
      const length = (at(closes) - at(opens) + 1440) % 1440;
      fc.pre(length >= 15 && 1440 - length >= 15);
      const made = plan({ opens, closes, days });
      const [open, close, again] = [made.open, made.close, made.closeAgain].map(fires);
      const meant = (minute: number) => days.some(day => {
        const since = (minute - WEEK.indexOf(day) * 1440 - at(opens) + 7 * 1440) % (7 * 1440);
        return since < length;
      });
      let state = 'closed';
      let stateWithoutFirst = 'closed';
      // Two weeks: the first one brings the state in.
      for (let i = 0; i < 2 * 7 * 1440; i++) {
        const minute = i % (7 * 1440);
        if (open.has(minute)) { state = stateWithoutFirst = 'open'; }
        if (close.has(minute)) { state = 'closed'; }
        if (again.has(minute)) { state = stateWithoutFirst = 'closed'; }
        if (i >= 7 * 1440 && (state === 'open') !== meant(minute)) { throw new Error(`${state} at minute ${minute}`); }
        // The second closing comes before the next opening, so it never cuts into business hours.
        if (i >= 7 * 1440 && meant(minute) && stateWithoutFirst !== 'open') { throw new Error(`closed by the second closing at ${minute}`); }
      }
      // A retried opening ends before the closing, a retried closing before the next opening.
      expect(made.openWithin).toBeLessThan(length);
      expect(made.closeWithin).toBeLessThanOrEqual(1440);
      // EventBridge Scheduler takes 60 to 86,400 seconds.
      expect(Math.min(made.openWithin, made.closeWithin)).toBeGreaterThanOrEqual(1);
    }), { numRuns: 100 });
  });

  test.each([
    ['opens', { opens: '8:00', closes: '18:00' }, "'opens' must be a time of day such as '08:00', from '00:00' to '23:59', got: '8:00'"],
    ['opens', { opens: '08:00Z', closes: '18:00' }, "'opens' must be a time of day such as '08:00', from '00:00' to '23:59', got: '08:00Z'"],
    ['closes', { opens: '08:00', closes: '24:00' }, "'closes' must be a time of day such as '08:00', from '00:00' to '23:59', got: '24:00'"],
    ['closes', { opens: '08:00', closes: '08:10' }, "'closes' must be at least 15 minutes after 'opens': a change takes up to five minutes to count, got: '08:10'"],
    ['closes', { opens: '08:00', closes: '08:00' }, "'closes' must be at least 15 minutes after 'opens': a change takes up to five minutes to count, got: '08:00'"],
    ['opens', { opens: '08:00', closes: '07:50' }, "'opens' must be at least 15 minutes after 'closes': a change takes up to five minutes to count, got: '08:00'"],
  ])('fails when %s is wrong: %j', (_, times, message) => {
    expect(() => plan({ ...times, days: OFFICE })).toThrow(message);
  });

  test('a night is not needed between days that are apart', () => {
    expect(() => plan({ opens: '08:00', closes: '07:50', days: [BusinessDay.MONDAY, BusinessDay.WEDNESDAY] })).not.toThrow();
  });
});
