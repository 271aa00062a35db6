import { App, Validations } from 'aws-cdk-lib';
import { KmsChecks } from '../../src/checks';

/*
 * The two ways in which the pack reads an app: after its synthesis, by its templates, and as a construct tree.
 */

export type Report = ReturnType<KmsChecks['validateScope']>;

/** What a report says, a line for each finding of each resource. */
export const found = ({ violations }: Report): string[] => violations.flatMap(({ ruleName, severity, description, violatingResources }) => violatingResources
  .map(({ resourceLogicalId, constructPath, locations }) => [severity, ruleName, resourceLogicalId, constructPath, ...locations ?? [], description].join(' | '))).sort();

/** What the pack finds in the templates of an app. */
export function afterSynthesis(app: App): Report {
  const pack = new KmsChecks(app, { reportUnknown: true });
  let report: Report;
  // Findings would end the synthesis.
  Validations.of(app).addPlugins({ name: 'Keysmith', validate: context => ({ ...(report = pack.validate(context) as Report), success: true }) });
  const written = [jest.spyOn(console, 'error').mockImplementation(() => undefined), jest.spyOn(process.stderr, 'write').mockImplementation(() => true)];
  try { app.synth(); } finally { written.forEach(spy => spy.mockRestore()); }
  return report!;
}

/** What the pack finds in the constructs of an app. */
export const withoutSynthesis = (app: App): Report => new KmsChecks(app, { reportUnknown: true }).validateScope(app);
