import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';

/** What jsii writes of an API: the parts that a call needs. */
export interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

export interface Member {
  readonly name: string;
  readonly static?: boolean;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly type?: TypeReference;
  readonly returns?: { readonly type: TypeReference };
  readonly parameters?: readonly (Member & { readonly type: TypeReference })[];
}

export interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly assembly: string;
  readonly namespace?: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: Member['parameters'] };
  readonly methods?: readonly Member[];
  readonly properties?: readonly Member[];
  readonly members?: readonly { readonly name: string }[];
}

export interface Targets {
  readonly python?: { readonly module: string };
  readonly java?: { readonly package: string };
  readonly dotnet?: { readonly namespace: string };
  readonly go?: { readonly moduleName?: string; readonly packageName?: string };
}

/** A package as jsii describes it. */
export interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly targets: Targets;
  readonly submodules?: { readonly [fqn: string]: { readonly targets?: Targets } };
  readonly types: { readonly [fqn: string]: Type };
}

/** The package and what it is made with, as jsii knows them. */
export class Assemblies {
  private readonly assemblies: readonly Assembly[];

  constructor(private readonly root: string) {
    this.assemblies = readAssemblies(root);
  }

  /** The types of the package itself. */
  public get own(): readonly Type[] {
    return Object.values(this.assemblies[0].types).sort((a, b) => a.fqn < b.fqn ? -1 : 1);
  }

  public type(fqn: string): Type {
    const found = this.assemblies.map(({ types }) => types[fqn]).find(Boolean);
    if (!found) { throw new Error(`no type ${fqn} in the assemblies of ${this.root}`); }
    return found;
  }

  /** With everything that the type inherits; its own members first. */
  public ancestors(fqn: string): readonly Type[] {
    const type = this.type(fqn);
    return [type, ...[...type.base ? [type.base] : [], ...type.interfaces ?? []].flatMap(parent => this.ancestors(parent))];
  }

  public isA(fqn: string | undefined, ancestor: string): boolean {
    return fqn !== undefined && this.ancestors(fqn).some(type => type.fqn === ancestor);
  }

  public method(fqn: string, name: string): Member {
    const found = this.ancestors(fqn).flatMap(({ methods = [] }) => methods).find(method => method.name === name);
    if (!found) { throw new Error(`${fqn} has no ${name}`); }
    return found;
  }

  public parameters(fqn: string): NonNullable<Member['parameters']> {
    const found = this.ancestors(fqn).find(({ initializer }) => initializer);
    return found?.initializer?.parameters ?? [];
  }

  public property(fqn: string, name: string): Member {
    const found = this.properties(fqn).find(property => property.name === name);
    if (!found) { throw new Error(`${fqn} has no ${name}`); }
    return found;
  }

  public properties(fqn: string): readonly Member[] {
    const all = this.ancestors(fqn).flatMap(({ properties = [] }) => properties);
    return [...new Map(all.reverse().map(property => [property.name, property])).values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** The assembly in which a type lies, its submodules from the outermost, and what each language calls the innermost. */
  public place(fqn: string): { readonly assembly: string; readonly submodules: readonly { readonly fqn: string; readonly targets: Targets }[]; readonly targets: Targets } {
    const { name, submodules = {}, targets } = this.assemblies.find(assembly => assembly.types[fqn])!;
    const around = Object.keys(submodules).filter(one => fqn.startsWith(`${one}.`)).sort((one, other) => one.length - other.length)
      .map(one => ({ fqn: one, targets: submodules[one].targets ?? {} }));
    return { assembly: name, submodules: around, targets: around.at(-1)?.targets ?? targets };
  }
}

/** The package, and what it is made with. */
export const readAssemblies = (root: string): readonly Assembly[] => [root, join(root, 'node_modules', 'aws-cdk-lib'), join(root, 'node_modules', 'constructs')].map(readAssembly);

export function readAssembly(folder: string): Assembly {
  const packed = join(folder, '.jsii.gz');
  return JSON.parse(existsSync(packed) ? gunzipSync(readFileSync(packed)).toString() : readFileSync(join(folder, '.jsii'), 'utf8'));
}
