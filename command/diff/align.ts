import { Template } from '../../src/template/template';

/*
 * Two versions of an app with their stacks in the same places, so that a symbol such as ${s1#Role.Arn} is the same resource on both sides.
 */

export interface Aligned {
  readonly before: readonly Template[];
  readonly after: readonly Template[];
}

/** Stacks are matched by what they are called; a single template on each side is one stack, whatever the files are called. */
export function aligned(before: readonly Template[], after: readonly Template[]): Aligned {
  const single = before.length === 1 && after.length === 1;
  const called = (template: Template): Template => ({ ...template, title: after[0].title, name: after[0].name, nameAssumed: after[0].nameAssumed });
  const [old, now] = [named(single ? before.map(called) : before), named(after)];
  const titles = [...new Set([...old.keys(), ...now.keys()])];
  const places = new Map(titles.map((title, i) => [title, i]));
  return {
    before: titles.map((title, i) => old.has(title) ? moved(old.get(title)!, i, before, places, single ? after : before) : nothing(now.get(title)!, i)),
    after: titles.map((title, i) => now.has(title) ? moved(now.get(title)!, i, after, places, after) : nothing(old.get(title)!, i)),
  };
}

/** Templates by their titles; of several with one title each has a number. */
function named(templates: readonly Template[]): Map<string, Template> {
  const found = new Map<string, Template>();
  for (const template of templates) {
    let title = template.title;
    for (let i = 2; found.has(title); i++) { title = `${template.title} (${i})`; }
    found.set(title, { ...template, title });
  }
  return found;
}

function moved(template: Template, index: number, all: readonly Template[], places: ReadonlyMap<string, number>, titled: readonly Template[]): Template {
  const { parent } = template;
  const at = parent && all.findIndex(one => one.index === parent.stack);
  const stack = at === undefined || at < 0 ? undefined : places.get(titled[at].title);
  return { ...template, index, parent: parent && stack !== undefined ? { ...parent, stack } : undefined };
}

/** A stack that the other side has. */
const nothing = ({ title, place }: Template, index: number): Template => ({ index, title, place, resources: {}, outputs: {} });
