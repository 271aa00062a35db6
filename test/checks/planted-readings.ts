import { LoadedApp } from '../../src/template/loaded-app';
import { REFERENCE } from '../../src/template/reference';
import { RawResource, Template } from '../../src/template/template';

/*
 * Faults in the reading of constructs, for the test that random apps show them. `jest.mock` in generated-readings.test.ts puts this in the place of the reading.
 */

type Change = (template: Template) => Template;

const withResources = (change: (resource: RawResource) => RawResource): Change => template =>
  ({ ...template, resources: Object.fromEntries(Object.entries(template.resources).map(([id, resource]) => [id, change(resource)])) });

const FAULTS = {
  'no condition is read': template => ({ ...template, conditions: undefined }),
  'no export is read': template => ({ ...template, outputs: {} }),
  'every resource is always there': withResources(({ Condition: _, ...resource }) => resource),
  'no parameter is read': template => ({ ...template, parameters: undefined }),
  'a reference is to the stack before': template =>
    JSON.parse(JSON.stringify(template), (key, value) => key === REFERENCE ? [Math.max(0, value[0] - 1), ...value.slice(1).filter((part: unknown) => part !== null)] : value),
} satisfies { readonly [fault: string]: Change };

export type Fault = keyof typeof FAULTS;
export const ALL_FAULTS = Object.keys(FAULTS) as Fault[];

let planted: Fault | undefined;
export const plant = (fault: Fault | undefined): void => { planted = fault; };

/** The module that reads constructs, with the fault that is planted. */
export const loadTree = (actual: { fromTree(...args: readonly unknown[]): LoadedApp }) => ({
  ...actual,
  fromTree: (...args: readonly unknown[]): LoadedApp => {
    const loaded = actual.fromTree(...args);
    return planted ? { ...loaded, templates: loaded.templates.map(FAULTS[planted]) } : loaded;
  },
});
