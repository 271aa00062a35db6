/** The message with which an attempt fails, without the path of the construct that it starts with. */
export function thrown(attempt: () => unknown): string {
  try {
    attempt();
    return 'nothing was thrown';
  } catch (error) {
    return (error as Error).message.replace(/^\[[^\]]*\] (?=')/, '');
  }
}

/** A message without the path of the construct that it is about. */
export const withoutPath = (message: string): string => message.replace(/^\[[^\]]*\] /, '');
