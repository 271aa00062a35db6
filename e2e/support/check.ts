import { isDeepStrictEqual } from 'util';

/** The checks of one file: prints a line for each, and at the end makes the process fail when one did. */
export class Checks {
  private passed = 0;
  private failed = 0;

  /** Passes when `check` does not throw. */
  public async check(name: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
      this.passed++;
      console.log(`ok ${this.passed + this.failed} - ${name}`);
    } catch (error) {
      this.failed++;
      console.log(`not ok ${this.passed + this.failed} - ${name}`);
      console.log(`  ${String((error as Error).stack ?? error).replaceAll('\n', '\n  ')}`);
    }
  }

  /** Call last. */
  public finish(): void {
    console.log(`# ${this.passed} passed, ${this.failed} failed`);
    if (this.failed > 0 || this.passed === 0) { process.exitCode = 1; }
  }
}

export function equal(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) { throw new Error(`expected ${JSON.stringify(expected)}\ngot ${JSON.stringify(actual)}`); }
}

/** Fails unless the promise is refused with an error of this name or message. */
export async function refused(promise: Promise<unknown>, error: RegExp): Promise<void> {
  const outcome = await promise.then(value => ({ value }), (reason: Error) => ({ reason }));
  if ('value' in outcome) { throw new Error(`expected a refusal by ${error}, got ${JSON.stringify(outcome.value)}`); }
  const said = `${outcome.reason.name}: ${outcome.reason.message}`;
  if (!error.test(said)) { throw new Error(`expected a refusal by ${error}, got ${said}`); }
}
