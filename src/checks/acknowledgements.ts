import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { formerName } from './rule-names';

/** `Annotation::Keysmith-…`: how the CDK stores an id without the plugin's name. */
export const BARE = /^annotation::/i;
export const BARE_OR_NAMED = /^(annotation|KmsChecks)::/i;

/** What is acknowledged on the constructs of an app. */
export class Acknowledgements {
  private readonly known = new Map<IConstruct, readonly string[]>();

  /** @param prefix what comes before the ids that this applies; the CDK itself applies others */
  constructor(private readonly prefix: RegExp) {}

  /** Whether a finding is acknowledged on the construct or above it. */
  public has(construct: IConstruct, id: string): boolean {
    return this.find(construct, this.prefix, id) !== undefined;
  }

  /** Under which name of a rule that has another now a finding is acknowledged. */
  public underFormerName(construct: IConstruct, id: string): string | undefined {
    const former = formerName(id);
    return former && this.find(construct, BARE_OR_NAMED, former);
  }

  /** Under which position of its statement a finding is acknowledged. */
  public underPosition(construct: IConstruct, formerId: string | undefined): string | undefined {
    return formerId && (this.find(construct, BARE_OR_NAMED, formerId) ?? this.underFormerName(construct, formerId));
  }

  private find(construct: IConstruct, prefix: RegExp, id: string): string | undefined {
    for (let at: IConstruct | undefined = construct; at; at = at.node.scope) {
      if (this.on(at).some(given => given.replace(prefix, '') === id)) { return id; }
    }
    return undefined;
  }

  private on(construct: IConstruct): readonly string[] {
    let ids = this.known.get(construct);
    if (!ids) {
      ids = construct.node.metadata.flatMap(({ type, data }) =>
        type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && data ? Object.keys(data) : []);
      this.known.set(construct, ids);
    }
    return ids;
  }
}
