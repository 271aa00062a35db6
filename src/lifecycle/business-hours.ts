import { refuse } from '../private/errors';

/*
 * Opening and closing times as cron expressions of EventBridge Scheduler. Plain data, no CDK.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */

/** A day of the week. */
export enum BusinessDay {
  /** Monday. */
  MONDAY = 'MON',
  /** Tuesday. */
  TUESDAY = 'TUE',
  /** Wednesday. */
  WEDNESDAY = 'WED',
  /** Thursday. */
  THURSDAY = 'THU',
  /** Friday. */
  FRIDAY = 'FRI',
  /** Saturday. */
  SATURDAY = 'SAT',
  /** Sunday. */
  SUNDAY = 'SUN',
}

export const WEEK = Object.values(BusinessDay);
const DAY = 24 * 60;
/** KMS might take five minutes until a tag counts; less open or closed time than this makes no sense. */
const SHORTEST = 15;
const LATEST = 60;

export interface Hours {
  readonly opens: string;
  readonly closes: string;
  readonly days: readonly BusinessDay[];
}

export interface Plan {
  readonly open: string;
  readonly close: string;
  /** A second time to close: clocks that are put forward can skip the first, and a call might be lost. */
  readonly closeAgain: string;
  /** Minutes after which an opening that KMS did not take is given up: it must never come after the closing. */
  readonly openWithin: number;
  /** The same for a closing, which must not come after the next opening. */
  readonly closeWithin: number;
}

function minutes(property: string, time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) { return refuse({ property, value: time, bound: "must be a time of day such as '08:00', from '00:00' to '23:59'" }); }
  return Number(match[1]) * 60 + Number(match[2]);
}

/** A cron expression for a minute of each day, counted from midnight of the days given; it can lie on the day after. */
function cron(minute: number, days: readonly BusinessDay[]): string {
  const shift = Math.floor(minute / DAY);
  const on = WEEK.filter((_, i) => days.includes(WEEK[(i - shift + 2 * WEEK.length) % WEEK.length]));
  const time = minute % DAY;
  return `cron(${time % 60} ${Math.floor(time / 60)} ? * ${on.length === WEEK.length ? '*' : on.join(',')} *)`;
}

export function plan({ opens, closes, days }: Hours): Plan {
  const from = minutes('opens', opens);
  const to = minutes('closes', closes);
  const open = (to - from + DAY) % DAY;
  // From one closing to the next opening: a night, or more where the next day is none of these.
  const closed = Math.min(...days.map(day => {
    const next = WEEK.findIndex((_, i) => days.includes(WEEK[(WEEK.indexOf(day) + 1 + i) % WEEK.length]));
    return (next + 1) * DAY - open;
  }));
  for (const [property, value] of [['closes', open], ['opens', closed]] as const) {
    if (value < SHORTEST) {
      refuse({
        property,
        value: property === 'closes' ? closes : opens,
        bound: `must be at least ${SHORTEST} minutes after '${property === 'closes' ? 'opens' : 'closes'}': a change takes up to five minutes to count`,
      });
    }
  }
  return {
    open: cron(from, days),
    close: cron(from + open, days),
    closeAgain: cron(from + open + Math.min(LATEST, Math.floor(closed / 2)), days),
    openWithin: Math.min(LATEST, Math.floor(open / 2)),
    closeWithin: Math.min(DAY, Math.floor(closed / 2)),
  };
}
