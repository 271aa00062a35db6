import { monthlyCostOf, PlannedResource, PlanRow, planRows, planSummary } from '../../src/app/encryption-plan';
import { proposeKeys } from '../../src/app/propose-keys';
import { RawResource, Template } from '../../src/template/template';
import { Inputs } from '../read/read-inputs';

/** The answer of `plan`. Public: its JSON. */
export interface PlanResult {
  readonly schemaVersion: 1;
  readonly command: 'plan';
  /** `change`: from the templates before to those of now. `proposal`: what one key for each service would do to the templates. */
  readonly kind: 'change' | 'proposal';
  /** Resources by what happens to them, and what keys cost each month in US dollars, before any rotation. */
  readonly summary: {
    readonly new: number;
    readonly unchanged: number;
    readonly inPlace: number;
    readonly replaced: number;
    readonly refused: number;
    readonly uncovered: number;
    readonly costBefore: number;
    readonly costAfter: number;
  };
  readonly resources: readonly PlanRow[];
}

/** From what is deployed to what will be. */
export function runPlan(now: Inputs, before: Inputs): PlanResult {
  // Where each side is a single template these are one stack, whatever the files are called.
  const alone = now.templates.length === 1 && before.templates.length === 1;
  const old = new Map(before.templates.map(template => [alone ? now.templates[0].title : template.title, template]));
  const rows = now.templates.flatMap(template => resourcesOf(template).flatMap(([logicalId, raw]) => {
    const was = old.get(template.title)?.resources[logicalId];
    return planRows({ ...named(template, logicalId, raw), before: was && (was.Properties ?? {}), after: raw.Properties ?? {} });
  }));
  return result('change', rows, cost(before.templates), cost(now.templates));
}

/** What one key for each service and stack would do to resources that are deployed. */
export function proposePlan({ templates }: Inputs): PlanResult {
  const { resources, keys } = proposeKeys(templates);
  const rows = resources.flatMap(({ template, logicalId, raw, after, reasons }) =>
    planRows({ ...named(template, logicalId, raw), before: raw.Properties ?? {}, after, reasons }));
  return result('proposal', rows, cost(templates), cost(templates) + monthlyCostOf(keys.map(() => 'AWS::KMS::Key')));
}

function result(kind: PlanResult['kind'], resources: readonly PlanRow[], costBefore: number, costAfter: number): PlanResult {
  const { new: added, unchanged, 'in place': inPlace, replaced, refused, uncovered } = planSummary(resources);
  return { schemaVersion: 1, command: 'plan', kind, summary: { new: added, unchanged, inPlace, replaced, refused, uncovered, costBefore, costAfter }, resources };
}

const resourcesOf = ({ resources }: Template): [string, RawResource][] => Object.entries(resources).filter(([, raw]) => raw?.Type !== undefined);

const cost = (templates: readonly Template[]): number => monthlyCostOf(templates.flatMap(template => resourcesOf(template).map(([, { Type }]) => Type)));

function named({ title }: Template, logicalId: string, { Type, Metadata }: RawResource): Pick<PlannedResource, 'stack' | 'logicalId' | 'path' | 'type'> {
  const path = Metadata?.['aws:cdk:path'];
  return { stack: title, logicalId, type: Type, path: typeof path === 'string' ? path : undefined };
}
