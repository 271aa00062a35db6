/** The message with which an attempt fails. */
export function thrown(attempt: () => unknown): string {
  try {
    attempt();
    return 'nothing was thrown';
  } catch (error) {
    return (error as Error).message;
  }
}
