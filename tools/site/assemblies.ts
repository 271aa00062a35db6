import { join } from 'path';
import { Member, readAssemblies, Targets, Type } from '../languages/assemblies';

/** What examples can name: the types of this library, of the CDK and of constructs, from their jsii assemblies. */
class Assemblies {
  private readonly assemblies = new Map(readAssemblies(join(__dirname, '..', '..')).map(assembly => [assembly.name, assembly]));
  private readonly byFqn = new Map([...this.assemblies.values()].flatMap(({ types }) => Object.entries(types)));
  private readonly byName = new Map<string, Type[]>();

  constructor() {
    for (const type of this.byFqn.values()) { this.byName.set(type.name, [...this.byName.get(type.name) ?? [], type]); }
  }

  public get(fqn: string | undefined): Type | undefined { return fqn === undefined ? undefined : this.byFqn.get(fqn); }

  public all(): Type[] { return [...this.byFqn.values()]; }

  /** Types of a name: this library's first, then the CDK's own, then those of its modules. */
  public named(name: string): Type[] {
    const rank = ({ assembly, namespace }: Type): number => (assembly === 'cdk-keysmith' ? 0 : 1) + (namespace === undefined ? 0 : 2);
    return [...this.byName.get(name) ?? []].sort((a, b) => rank(a) - rank(b) || a.fqn.length - b.fqn.length);
  }

  /** A type with its ancestors. */
  public line(type: Type): Type[] {
    return [type, ...[...type.base ? [type.base] : [], ...type.interfaces ?? []].flatMap(fqn => { const above = this.byFqn.get(fqn); return above ? this.line(above) : []; })];
  }

  public method(type: Type, name: string): Member | undefined {
    return this.line(type).flatMap(({ methods }) => methods ?? []).find(method => method.name.toLowerCase() === name.toLowerCase());
  }

  public parametersOfConstructor(type: Type): NonNullable<Member['parameters']> {
    return this.line(type).find(({ initializer }) => initializer)?.initializer?.parameters ?? [];
  }

  public java(type: Type): string { return this.targets(type, 'java').package; }

  public dotnet(type: Type): string { return this.targets(type, 'dotnet').namespace; }

  /** How Go imports the package of a type. */
  public go({ assembly, namespace }: Type): [alias: string, path: string] {
    const own = 'github.com/cdk-keysmith/cdk-keysmith-go/cdkkeysmith';
    if (assembly === 'cdk-keysmith') { return namespace === undefined ? ['cdkkeysmith', own] : [namespace, `${own}/${namespace}`]; }
    if (assembly === 'constructs') { return ['constructs', 'github.com/aws/constructs-go/constructs/v10']; }
    const library = 'github.com/aws/aws-cdk-go/awscdk/v2';
    const name = namespace?.split('.')[0].replace(/_/g, '');
    return name === undefined ? ['awscdk', library] : [name, `${library}/${name}`];
  }

  private targets<Language extends keyof Targets>({ assembly, namespace }: Type, language: Language): NonNullable<Targets[Language]> {
    const of = this.assemblies.get(assembly)!;
    const own = of.targets[language]!;
    if (namespace === undefined) { return own; }
    const [first] = namespace.split('.');
    return of.submodules?.[`${assembly}.${first}`]?.targets?.[language]
      ?? (language === 'java' ? { package: `${(own as { package: string }).package}.${first}` } : { namespace: `${(own as { namespace: string }).namespace}.${first[0].toUpperCase()}${first.slice(1)}` }) as NonNullable<Targets[Language]>;
  }
}

let loaded: Assemblies | undefined;
export const assemblies = (): Assemblies => loaded ??= new Assemblies();
