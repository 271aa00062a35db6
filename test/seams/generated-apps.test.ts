import * as fc from 'fast-check';
import { apps } from './apps';
import { AppDescription } from './description';
import { Finding, report } from './judge';
import { Verdict, verdictOn } from './verdict';

/*
 * Random apps: each synthesizes, or fails with a message of ours; and then, judged by IAM's rules, who was granted something can do it, strangers cannot,
 * CloudFormation can make and delete it all, and the checks find no error. `npm run test:seams -- --count 5000` tries more of them.
 */

const COUNT = Number(process.env.SEAMS_COUNT ?? 300);
const SEED = Number(process.env.SEAMS_SEED ?? 1);

test(`${COUNT} apps`, async () => {
  const came: { [verdict in Verdict['came']]: number } = { fine: 0, refused: 0, impossible: 0, wrong: 0 };
  const wrong = async (app: AppDescription): Promise<Finding[]> => {
    const verdict = await verdictOn(app);
    came[verdict.came] += 1;
    return [...verdict.findings];
  };
  const { counterexample, counterexamplePath, seed } = await fc.check(
    fc.asyncProperty(apps, async app => (await wrong(app)).length === 0), { numRuns: COUNT, seed: SEED },
  );
  if (counterexample) {
    const [app] = counterexample;
    throw new Error(`seed ${seed}, path ${counterexamplePath}\n\n${report(app, await wrong(app))}`);
  }

  // Most apps have to stand, or what is asked of them says little.
  const share = (verdict: Verdict['came']) => came[verdict] / COUNT;
  expect(share('fine')).toBeGreaterThan(0.4);
  expect(share('impossible')).toBeLessThan(0.2);
}, 10_000 + COUNT * 2_000);
