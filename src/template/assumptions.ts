import { REFERENCE } from './reference';
import { Template } from './template';
import { Truth } from '../iam/symbols';

/** A condition of a template by its name, and whether it holds. */
export type Assumption = readonly [condition: string, holds: boolean];

type Known = string | number | boolean;
type Evaluate = (value: unknown) => unknown;

/** What the branch that is being evaluated takes for granted: the truth of conditions and, as they follow from it, of others, and the values of parameters. */
export class Assumptions {
  private conditions = new Map<string, boolean>();
  private parameters = new Map<string, Known>();

  constructor(private readonly evaluatorOf: (stack: Template) => Evaluate, private readonly truthOf: (definition: unknown, stack: Template) => Truth) {}

  public condition(stack: Template, name: string): boolean | undefined {
    return this.conditions.get(keyOf(stack, name));
  }

  public parameter(stack: Template, name: string): Known | undefined {
    return this.parameters.get(keyOf(stack, name));
  }

  /** Takes conditions for granted while something is made. */
  public during<T>(stack: Template, assumed: readonly Assumption[], make: () => T): T {
    return this.with(new Map(this.conditions), new Map(this.parameters), () => {
      for (const [name, holds] of assumed) { this.assume(stack, name, holds); }
      return make();
    });
  }

  /** Takes nothing for granted while something is made. */
  public without<T>(make: () => T): T {
    return this.with(new Map(), new Map(), make);
  }

  private with<T>(conditions: Map<string, boolean>, parameters: Map<string, Known>, make: () => T): T {
    const before = [this.conditions, this.parameters] as const;
    [this.conditions, this.parameters] = [conditions, parameters];
    try { return make(); } finally { [this.conditions, this.parameters] = before; }
  }

  private assume(stack: Template, name: string, holds: boolean): void {
    const key = keyOf(stack, name);
    if (this.conditions.has(key)) { return; }
    this.conditions.set(key, holds);
    this.follow(stack, stack.conditions?.[name], holds);
  }

  /** What else is so where a definition holds or does not. */
  private follow(stack: Template, definition: unknown, holds: boolean): void {
    const [[kind, argument] = ['', undefined], ...others] = Object.entries(definition ?? {});
    if (others.length > 0) { return; }
    const list: readonly unknown[] = Array.isArray(argument) ? argument : [];
    switch (kind) {
      case 'Condition':
        if (typeof argument === 'string') { this.assume(stack, argument, holds); }
        break;
      case 'Fn::Not':
        this.follow(stack, list[0], !holds);
        break;
      case 'Fn::And':
      case 'Fn::Or':
        // All hold where all must, none where one would be enough; of the other two it is the one that is left.
        if (holds === (kind === 'Fn::And')) { list.forEach(one => this.follow(stack, one, holds)); } else { this.followLast(stack, list, holds); }
        break;
      case 'Fn::Equals': this.equals(stack, list, holds);
    }
  }

  /** Where all but one of a list are settled the other way, the one that is left is as the whole. */
  private followLast(stack: Template, list: readonly unknown[], holds: boolean): void {
    const left = list.filter(one => this.truthOf(one, stack) !== (holds ? 'no' : 'yes'));
    if (left.length === 1) { this.follow(stack, left[0], holds); }
  }

  /** A parameter that is compared with a value has it, or the other one of two. */
  private equals(stack: Template, [one, other]: readonly unknown[], holds: boolean): void {
    for (const [compared, against] of [[one, other], [other, one]]) {
      const name = nameOf(compared, stack);
      const parameter = name === undefined ? undefined : stack.parameters?.[name];
      if (!parameter || stack.given?.[name!] !== undefined) { continue; }
      const value = this.evaluatorOf(stack)(against);
      if (!isKnown(value)) { continue; }
      const { AllowedValues: allowed } = parameter;
      const left = holds ? [value] : Array.isArray(allowed) ? allowed.filter(each => String(each) !== String(value)) : [];
      if (left.length === 1 && isKnown(left[0])) { this.parameters.set(keyOf(stack, name!), left[0]); }
    }
  }
}

/** What a value names, by Ref or as an unfinished app does. */
function nameOf(value: unknown, { index }: Template): string | undefined {
  const { Ref: name, [REFERENCE]: reference } = (value ?? {}) as { readonly [name: string]: unknown };
  const [stack, id, attribute] = Array.isArray(reference) ? reference : [];
  return typeof name === 'string' ? name : stack === index && attribute === undefined ? id : undefined;
}

const keyOf = ({ index }: Template, name: string): string => `${index}#${name}`;
const isKnown = (value: unknown): value is Known => typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && !value.includes('${'));
