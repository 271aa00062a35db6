import { BuiltApp, build } from './build-app';
import { AppDescription } from './description';
import { Finding, judge } from './judge';
import { DeployedApp } from '../support/deployed-app';

/** What came of an app: `refused` with a message of ours, `impossible` under any key, or what is wrong with it; nothing wrong is `fine`. */
export interface Verdict {
  readonly came: 'fine' | 'refused' | 'impossible' | 'wrong';
  readonly findings: readonly Finding[];
}

/** Messages of this package name the property, the value and the bound; see src/private/errors.ts. */
const OURS = /'[^']+' .*got: |cdk-keysmith|the role that deploys this stack, arn:|can never count/s;
/** The CDK's own words where a name is missing that any reference from there would need: they say what to do. */
const GOOD_WORDS_OF_THE_CDK = /in a cross-environment fashion, the resource's physical name must be explicit set/;

/** Builds an app, deploys it on paper and judges it. */
export async function verdictOn(description: AppDescription): Promise<Verdict> {
  let built: BuiltApp;
  let deployed: DeployedApp;
  try {
    built = build(description);
    deployed = new DeployedApp(built.app.synth());
  } catch (error) {
    const { message } = error as Error;
    if (OURS.test(message) || GOOD_WORDS_OF_THE_CDK.test(message)) { return { came: 'refused', findings: [] }; }
    return impossible(description) ? { came: 'impossible', findings: [] } : { came: 'wrong', findings: [{ kind: 'message', text: message }] };
  }
  const findings = await judge(description, built, deployed);
  if (findings.length === 0) { return { came: 'fine', findings }; }
  return findings.some(({ kind }) => kind === 'cycle') && impossible(description) ? { came: 'impossible', findings: [] } : { came: 'wrong', findings };
}

/** Whether the app's other references alone form a cycle: they do with a key that grants nothing by its policy as well. */
function impossible(description: AppDescription): boolean {
  try {
    return new DeployedApp(build(description, { control: true }).app.synth()).cycle() !== undefined;
  } catch {
    return true;
  }
}
