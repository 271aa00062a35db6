import { App } from '../app/app';
import { Alarm, Alias, BucketPolicy, Consumer, IdentityPolicy, Key, KeyPolicy, Located, LogBucket, NotEncrypted, Use } from '../app/model';

/** What a rule can be about. */
export interface SubjectViews {
  key: Key;
  keyPolicy: KeyPolicy;
  alias: Alias;
  identityPolicy: IdentityPolicy;
  bucketPolicy: BucketPolicy;
  use: Use;
  consumer: Consumer;
  alarm: Alarm;
  logBucket: LogBucket;
  notEncrypted: NotEncrypted;
}
export type SubjectKind = keyof SubjectViews;

/** One thing of the app that rules look at. */
export interface Subject<K extends SubjectKind = SubjectKind> {
  readonly kind: K;
  readonly view: SubjectViews[K];
  readonly stack: number;
  readonly logicalId: string;
  /** Where in the resource: `Properties.KeyPolicy`. */
  readonly location: string;
}

/** Everything that rules look at, stack by stack. */
export function subjectsOf(app: App): Subject[] {
  const subjects: Subject[] = [];
  const add = <K extends SubjectKind>(kind: K, views: readonly (SubjectViews[K] & Located)[]): void => {
    for (const view of views) {
      const { resource: { stack, logicalId, raw }, location } = view;
      subjects.push({ kind, view, stack: stack.index, logicalId: raw.madeBy ?? logicalId, location });
    }
  };
  for (const key of app.keys) {
    add('key', [key]);
    // KMS's own default policy is nobody's to change.
    if (key.resource.raw.Properties?.KeyPolicy !== undefined) { add('keyPolicy', [key.policy]); }
  }
  add('alias', app.aliases);
  add('identityPolicy', app.identityPolicies.filter(({ boundaryOnly }) => !boundaryOnly));
  add('bucketPolicy', app.bucketPolicies);
  add('alarm', app.alarms);
  add('use', app.uses);
  add('consumer', app.consumers);
  add('logBucket', app.logBuckets);
  add('notEncrypted', app.notEncrypted);
  return subjects.sort((a, b) => a.stack - b.stack);
}
