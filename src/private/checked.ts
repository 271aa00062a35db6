import { Construct, IConstruct } from 'constructs';
import { refusingFor } from './errors';

type Call = (this: unknown, ...args: any[]) => unknown;

/**
 * Decorator of the classes that users construct and call: whatever a constructor, a method or a factory refuses becomes an error of the construct
 * that it is about.
 */
export function checked<T extends Function>(target: T): T {
  // A factory of constructs is called as a constructor is, with scope and id.
  wrapFunctions(target, ([scope, id]) => Construct.isConstruct(scope) && typeof id === 'string' ? childOf(scope, id, Object.prototype) : undefined);
  if (!(target.prototype instanceof Construct)) { return target; }
  wrapFunctions(target.prototype, (_, self) => self as IConstruct);
  return new Proxy(target, {
    construct(made, args, newTarget) {
      const [scope, id] = args;
      const make = () => Reflect.construct(made, args, newTarget);
      return Construct.isConstruct(scope) && typeof id === 'string' ? refusingFor(() => childOf(scope, id, made.prototype), make) : make();
    },
  });
}

function wrapFunctions(holder: object, about: (args: unknown[], self: unknown) => IConstruct | undefined): void {
  for (const [name, { value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
    if (typeof value !== 'function' || name === 'constructor' || !rest.writable) { continue; }
    const call = value as Call;
    const wrapped = {
      [name](this: unknown, ...args: unknown[]) {
        const construct = about(args, this);
        return construct ? refusingFor(() => construct, () => call.apply(this, args)) : call.apply(this, args);
      },
    }[name];
    Object.defineProperty(holder, name, { ...rest, value: wrapped });
  }
}

/** The construct of that id, or what stands for it in messages while there is none. */
function childOf(scope: Construct, id: string, prototype: object): IConstruct {
  const { path } = scope.node;
  return scope.node.tryFindChild(id) ?? Object.create(prototype, { node: { value: { id, scope, path: path === '' ? id : `${path}/${id}` } } });
}
