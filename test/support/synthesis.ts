import { App } from 'aws-cdk-lib';

/** Where aws-cdk-lib prints: it is loaded outside of Jest's sandbox, which has a console of its own (tools/jest/environment.js). */
const outside = (globalThis as any)[Symbol.for('cdk-keysmith.require')]?.('console') ?? console;

/** Why the synthesis of an app fails, with what it prints; undefined where it does not. */
export function synthesisError(app: App): string | undefined {
  const printed: string[] = [];
  const prints = [...new Set<Console>([console, outside])].flatMap(one => (['error', 'log'] as const)
    .map(level => jest.spyOn(one, level).mockImplementation((...texts: any[]) => { printed.push(texts.join(' ')); })));
  const before = process.exitCode;
  try {
    app.synth();
    // aws-cdk-lib before 2.262 prints what plugins find and sets the exit code.
    return process.exitCode ? printed.join('\n') : undefined;
  } catch (error) {
    return [(error as Error).message, ...printed].join('\n');
  } finally {
    process.exitCode = before;
    prints.forEach(print => print.mockRestore());
  }
}
