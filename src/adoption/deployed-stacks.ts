import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { refuse } from '../private/errors';
import { fromAssembly } from '../template/load-assembly';

type Resources = { readonly [logicalId: string]: { readonly Type: string; readonly Properties?: { readonly [name: string]: any } } };

/** The templates of stacks as they are deployed. */
export class DeployedStacks {
  private readonly stacks = new Map<string, Resources>();
  private readonly isAssembly: boolean;

  constructor(private readonly folder: string) {
    if (!existsSync(folder)) { refuse({ property: 'deployed', value: folder, bound: 'must be a folder that exists', remedy: "give it the 'cdk.out' of what is deployed" }); }
    this.isAssembly = existsSync(join(folder, 'manifest.json'));
    if (this.isAssembly) {
      for (const { title, resources } of fromAssembly(folder)) { this.stacks.set(title, resources as Resources); }
    }
  }

  /** The properties of a resource; undefined where it is not deployed. */
  public propertiesOf(stack: string, logicalId: string): { readonly [name: string]: any } | undefined {
    const resource = this.resourcesOf(stack)[logicalId];
    return resource && (resource.Properties ?? {});
  }

  private resourcesOf(stack: string): Resources {
    if (!this.isAssembly && !this.stacks.has(stack)) { this.stacks.set(stack, this.read(stack)); }
    return this.stacks.get(stack) ?? {};
  }

  private read(stack: string): Resources {
    const file = [`${stack}.json`, `${stack}.template.json`].map(name => join(this.folder, name)).find(existsSync);
    if (file === undefined) { return {}; }
    try {
      return JSON.parse(readFileSync(file, 'utf8')).Resources ?? {};
    } catch (error) {
      return refuse({ property: 'deployed', value: file, bound: 'must be a CloudFormation template in JSON', remedy: (error as Error).message });
    }
  }
}
