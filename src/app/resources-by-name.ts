import { mentioned } from '../private/policy-json';

/** A resource by what its template says. */
export interface NamedResource {
  readonly stack: string;
  /** The stage of its stack, where an app has several of the same names. */
  readonly stage?: string;
  readonly id: string;
  readonly type: string;
  readonly properties: { readonly [name: string]: any };
}

/** The resources of an app, found by what a property refers to. */
export class ResourcesByName<R extends NamedResource = NamedResource> {
  private readonly byId = new Map<string, R[]>();

  /** With the outputs that stacks export, where these are known: name to what the output refers to. */
  constructor(public readonly all: readonly R[], private readonly exported: ReadonlyMap<string, readonly R[]> = new Map()) {
    for (const resource of all) { this.byId.set(resource.id, [...this.byId.get(resource.id) ?? [], resource]); }
  }

  /** What a value in a stack refers to: of its own stack, or of another one of the same stage. */
  public referredTo(value: unknown, { stack, stage }: Pick<NamedResource, 'stack' | 'stage'>): R[] {
    const here = [...new Set(mentioned(value))].flatMap(id => {
      const named = this.byId.get(id) ?? [];
      const own = named.filter(other => other.stack === stack);
      return own.length > 0 ? own : named.filter(other => other.stage === stage);
    });
    return [...here, ...imports(value).flatMap(name => this.exported.get(name) ?? [])];
  }
}

function imports(value: any): string[] {
  if (Array.isArray(value)) { return value.flatMap(imports); }
  if (value === null || typeof value !== 'object') { return []; }
  return Object.entries<any>(value).flatMap(([name, inner]) => name === 'Fn::ImportValue' && typeof inner === 'string' ? [inner] : imports(inner));
}
