export * from './break-glass-access';
export { DayOfWeek } from './business-hours';
export * from './business-hours-access';
export * from './grant-operation';
export * from './key-clean-up';
export * from './key-grant';
export * from './key-lifecycle-member-role';
export * from './key-lifecycle-reporter';
export * from './key-lifecycle-reporter-props';
