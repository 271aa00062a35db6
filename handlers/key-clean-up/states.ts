/** Names of the state machine's states, as src/lifecycle/clean-up-workflow.ts defines them. */
export const CLEAN_UP_STATES = {
  consider: 'Consider',
  askToDisable: 'AskToDisable',
  disable: 'Disable',
  wait: 'WaitDisabled',
  lookAgain: 'LookAgain',
  askToSchedule: 'AskToSchedule',
  schedule: 'Schedule',
  notDisabled: 'NotDisabled',
  notScheduled: 'NotScheduled',
} as const;

/** States in which the function is called. */
export type CleanUpState = typeof CLEAN_UP_STATES['consider' | 'disable' | 'lookAgain' | 'schedule' | 'notDisabled' | 'notScheduled'];
