import { App } from 'aws-cdk-lib';

/** Why the synthesis of an app fails, with what it prints; undefined where it does not. */
export function synthesisError(app: App): string | undefined {
  const printed: string[] = [];
  const prints = (['error', 'log'] as const).map(level => jest.spyOn(console, level).mockImplementation((...texts: any[]) => { printed.push(texts.join(' ')); }));
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
