import { CfnResource, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { refuse } from '../private/errors';

/** What cdk-nag gives its packs, and this library uses. @internal */
export interface PackProps {
  readonly verbose?: boolean;
  readonly writeSuppressionsToCloudFormation?: boolean;
}

/** A plugin of the CDK's own, for projects without cdk-nag 3. @internal */
export abstract class PluginBase implements IPolicyValidationPlugin {
  public abstract readonly name: string;
  /** The prefix of the rule ids. */
  protected packName: string = '';

  constructor(_scope?: IConstruct, props?: PackProps) {
    if (props?.writeSuppressionsToCloudFormation) {
      refuse({
        property: 'writeSuppressionsToCloudFormation',
        value: true,
        bound: 'is what cdk-nag 3 does for its packs, and the project has none',
        remedy: "install cdk-nag 3, or leave it out: acknowledgements are in the CDK's own metadata",
      });
    }
  }

  /** The prefix of the rule ids. */
  public get readPackName(): string { return this.packName; }

  public abstract validate(context: IPolicyValidationContext): PolicyValidationPluginReport;
  public abstract validateScope(scope: IConstruct): PolicyValidationPluginReport;
  protected abstract checkResource(node: CfnResource): void;
}

/**
 * `NagPack` of the project's cdk-nag where that is version 3, whose packs are plugins of the CDK; a plugin of the CDK's own otherwise. cdk-nag is no
 * dependency, so that the library installs beside version 2, which most projects have, and beside none.
 */
export function packBase(paths: string[] = [__dirname, process.cwd()]): typeof PluginBase {
  try {
    // pnpm does not show a package what it does not depend on: the project itself is asked as well.
    const { NagPack } = require(require.resolve('cdk-nag', { paths })); // eslint-disable-line @typescript-eslint/no-require-imports
    return typeof NagPack?.prototype.validateScope === 'function' ? NagPack : PluginBase;
  } catch {
    return PluginBase;
  }
}
