import { Construct, IConstruct } from 'constructs';
import { checkType } from './check-types';
import { CLASSES } from './declared-types';
import { refusingFor } from './errors';

type Call = (this: unknown, ...args: any[]) => unknown;
type Check = (args: readonly unknown[], strict?: boolean) => void;

/**
 * Decorator of every class that users construct and call; it comes before all others. Arguments must have the types that TypeScript declares,
 * and whatever a constructor, a method or a factory refuses becomes an error of the construct that it is about.
 */
export function checked<T extends Function>(target: T): T {
  // Some compilers put an underscore before the name of a class that names itself.
  const signatures = CLASSES[target.name.replace(/^_/, '')] ?? {};
  // @propertyInjectable has put a class of the same name around the one that has the methods.
  const parent = Object.getPrototypeOf(target);
  const declaring: T = parent.name === target.name ? parent : target;
  // A factory of constructs is called as a constructor is, with scope and id; any other is about the first construct that it is given.
  wrapFunctions(declaring, name => checkOf(signatures[`${name}()`]), args => constructOf(args[0], args[1], Object.prototype) ?? firstOf(args));
  if (target.prototype instanceof Construct) {
    wrapFunctions(declaring.prototype, name => checkOf(signatures[name]), (_, self) => () => self as IConstruct);
  } else {
    wrapFunctions(declaring.prototype, name => checkOf(signatures[name]), () => undefined);
  }
  const check = checkOf(signatures.new);
  const proxy: T = new Proxy(target, {
    construct: (made, args, newTarget) => place(constructOf(args[0], args[1], made.prototype), () => {
      // A class of the app can have properties of its own, and hand them on.
      check(args, newTarget === proxy);
      return Reflect.construct(made, args, newTarget);
    }),
    // A function that shows its source refuses to do so for a proxy.
    get: (made, member) => member === 'toString' ? () => Function.prototype.toString.call(made) : Reflect.get(made, member),
  });
  return proxy;
}

type About = (args: unknown[], self: unknown) => (() => IConstruct) | undefined;

function wrapFunctions(holder: object, checkFor: (name: string) => Check, about: About): void {
  for (const [name, { value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
    if (typeof value !== 'function' || name === 'constructor' || !rest.writable) { continue; }
    const call = value as Call;
    const check = checkFor(name);
    // Named as the method is, for stack traces.
    const wrapped = {
      [name](this: unknown, ...args: unknown[]) {
        return place(about(args, this), () => {
          check(args);
          return call.apply(this, args);
        });
      },
    }[name];
    Object.defineProperty(holder, name, { ...rest, value: wrapped });
  }
}

const place = <T>(construct: (() => IConstruct) | undefined, make: () => T): T => construct ? refusingFor(construct, make) : make();

/** `scope: Construct, id: string` → a check of arguments. */
function checkOf(signature: string | undefined): Check {
  const parameters = signature ? signature.split(', ').map(parameter => parameter.split(': ')) : [];
  return (args, strict) => parameters.forEach(([name, type], i) => checkType(name, type, args[i], strict));
}

/** A principal says who, and is seldom what is wrong. */
function firstOf(args: readonly unknown[]): (() => IConstruct) | undefined {
  const construct = args.filter(Construct.isConstruct).find(one => !('grantPrincipal' in one));
  return construct && (() => construct);
}

/** The construct of that id, or what stands for it in messages while there is none. */
function constructOf(scope: unknown, id: unknown, prototype: object): (() => IConstruct) | undefined {
  if (!Construct.isConstruct(scope) || typeof id !== 'string') { return undefined; }
  const { path } = scope.node;
  return () => scope.node.tryFindChild(id) ?? Object.create(prototype, { node: { value: { id, scope, path: path === '' ? id : `${path}/${id}` } } });
}
