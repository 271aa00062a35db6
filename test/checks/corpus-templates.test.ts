import { BAD, Case, GOOD, REPLICA_REGION } from './corpus';
import { EXPECTED, template } from './support';
import { App } from '../../src/app/app';
import { RuleEngine } from '../../src/checks/rule-engine';
import { RULES } from '../../src/checks/rules';
import { subjectsOf } from '../../src/checks/subjects';

/** Rules that warn of the templates of a case, and what is not decidable; without an app, so that each case is quick and stands alone. */
function said({ name, resources, outputs = {}, replicas }: Case): string[] {
  const rules = new Set<string>();
  const judge = new RuleEngine(RULES, EXPECTED, ({ id, level }, _, outcomes) => {
    for (const { verdict } of outcomes) {
      if (verdict === 'undecidable') { rules.add(`${id} not decidable`); } else if (level !== 'info') { rules.add(id); }
    }
  });
  const stacks = [template(resources, { name, outputs }), ...(replicas ? [template(replicas, { index: 1, region: REPLICA_REGION, name: `${name}-replicas` })] : [])];
  subjectsOf(new App(stacks)).forEach(subject => judge.judge(subject));
  return [...rules].sort();
}

test.each(GOOD.map(one => [one.name, one] as const))('%s is good', (_, one) => {
  expect(said(one)).toEqual([]);
});

test.each(BAD.map(one => [one.name, one] as const))('%s is bad', (_, one) => {
  expect(said(one)).toEqual([...one.finds].sort());
});

test('nothing in the corpus is left open', () => {
  expect([...GOOD, ...BAD].filter(one => said(one).some(line => line.endsWith('not decidable'))).map(({ name }) => name)).toEqual([]);
});
