import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Deliveries } from './deliveries';
import { destinationOf } from '../app/destination';
import { NamedResource, ResourcesByName } from '../app/resources-by-name';
import { withoutKey } from '../app/without-key';
import { logicalIdOf, renderedProperties } from '../private/cdk-internals';
import { EncryptionAtRest } from '../services/encryption-at-rest';

/** What the resources of an app have to do with each other, for all EncryptionDefaults in it. */
export class AppInventory {
  /** The one of the app that a construct is in. */
  public static of({ node: { root } }: IConstruct): AppInventory {
    const known = KNOWN.get(root);
    if (known) { return known; }
    const made = new AppInventory(root);
    KNOWN.set(root, made);
    return made;
  }

  public readonly deliveries = new Deliveries();
  private size = -1;
  private resources = new ResourcesByName<Resource>([]);
  private byConstruct = new Map<IConstruct, Resource>();
  private unfit?: Map<Resource, string>;

  private constructor(private readonly root: IConstruct) {}

  /** The Region of a resource, where it is known. */
  public regionOf(resource: CfnResource): string | undefined {
    const { region } = Stack.of(resource);
    return Token.isUnresolved(region) ? undefined : region;
  }

  /** Why a resource takes no key because of others. */
  public withoutKey(resource: CfnResource): string | undefined {
    if (resource.cfnResourceType !== 'AWS::S3::Bucket' && resource.cfnResourceType !== 'AWS::SNS::Topic') { return undefined; }
    this.read();
    this.unfit ??= withoutKey(this.resources);
    return this.unfit.get(this.byConstruct.get(resource)!);
  }

  /** The bucket that data goes to whose key a property names. */
  public destinationOf(row: EncryptionAtRest, resource: CfnResource): CfnResource | undefined {
    this.read();
    return destinationOf(row, this.byConstruct.get(resource)!, this.resources)?.construct;
  }

  /** Resources come and go while aspects run. */
  private read(): void {
    const all = this.root.node.findAll();
    if (all.length === this.size) { return; }
    this.size = all.length;
    this.byConstruct = new Map(all.filter(CfnResource.isCfnResource).map(construct => [construct, new Resource(construct)]));
    this.resources = new ResourcesByName([...this.byConstruct.values()]);
    this.unfit = undefined;
  }
}

const KNOWN = new WeakMap<IConstruct, AppInventory>();

/** A resource whose properties are read when they are needed: they might not be complete before. */
class Resource implements NamedResource {
  public readonly stack: string;
  public readonly stage?: string;
  public readonly id: string;
  public readonly type: string;

  constructor(public readonly construct: CfnResource) {
    this.stack = Stack.of(construct).node.path;
    this.stage = Stage.of(construct)?.node.path;
    this.id = logicalIdOf(construct);
    this.type = construct.cfnResourceType;
  }

  public get properties(): { readonly [name: string]: any } {
    return renderedProperties(this.construct);
  }
}
