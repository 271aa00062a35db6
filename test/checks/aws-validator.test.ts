import * as cdk from 'aws-cdk-lib';
import { App, CfnResource } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import * as fc from 'fast-check';
import { EVERY_CONSTRUCT } from './own-constructs';
import * as crossAccount from '../../examples/cross-account/app';
import * as encryptionOperations from '../../examples/encryption-operations/app';
import * as importedMaterial from '../../examples/import/app';
import * as monitoring from '../../examples/monitoring/app';
import * as multiRegion from '../../examples/multi-region/app';
import * as orderPlatform from '../../examples/order-platform/app';
import * as organization from '../../examples/organization/app';
import * as rotation from '../../examples/rotation/app';
import * as tenants from '../../examples/tenants/app';
import { apps } from '../seams/apps';
import { build } from '../seams/build-app';
import { DeployedApp } from '../support/deployed-app';
import { synthesize, violations } from '../support/example';
import { testStack } from '../support/stack';

/*
 * AWS's own validator, which the CDK runs at the end of each synthesis and other tests turn off: nothing fatal, no error and no warning on
 * what we write.
 * https://github.com/aws-cloudformation/cloudformation-validate
 */

/** The CDK is loaded outside of Jest's sandbox, which has a copy of the environment (tools/jest/environment.js). */
const requireOutside = (globalThis as any)[Symbol.for('cdk-keysmith.require')] as NodeJS.Require;
const { env } = requireOutside('process') as NodeJS.Process;
/** The oldest aws-cdk-lib that the package supports has no validator: there nothing is reported, whatever a template says. */
const isThere = 'CloudFormationValidatePlugin' in cdk;
const validator = isThere ? describe : describe.skip;

validator(isThere ? 'the validator of AWS' : 'the validator of AWS: SKIPPED, for this aws-cdk-lib has none', () => {
  beforeAll(() => {
    requireOutside('./validator');
    delete env.CDK_VALIDATION;
  });
  afterAll(() => { env.CDK_VALIDATION = 'false'; });

  test.each(EVERY_CONSTRUCT)('%s', (_, scenario) => {
    const stack = testStack();
    scenario(stack);
    expect(violations((stack.node.root as App).synth())).toEqual([]);
  });

  test.each([
    ['cross-account', crossAccount.build], ['encryption-operations', encryptionOperations.build], ['import', importedMaterial.build],
    ['monitoring', monitoring.build], ['multi-region', multiRegion.build], ['order-platform', orderPlatform.build],
    ['organization', organization.build], ['rotation', rotation.build], ['tenants', tenants.build],
  ])('the example %s', (_, example) => {
    expect(violations(synthesize(example))).toEqual([]);
  });

  test('it finds what is wrong', () => {
    const stack = testStack();
    new CfnResource(stack, 'Key', { type: 'AWS::KMS::Key', properties: { KeyUsage: 'EVERYTHING', Kind: 'unknown' } });
    expect(violations((stack.node.root as App).synth())).not.toEqual([]);
  });

  test('random apps', () => {
    const [tried, built] = [fc.sample(apps, { numRuns: 25, seed: 11 }), [] as CloudAssembly[]];
    for (const description of tried) {
      try {
        built.push(build(description).app.synth());
      } catch {
        // Refused, or a cycle; generated-apps.test.ts judges which.
      }
    }
    const sound = built.filter(assembly => new DeployedApp(assembly).cycle() === undefined);

    expect(sound.length).toBeGreaterThan(tried.length / 2);
    expect(sound.flatMap(violations)).toEqual([]);
  });
});
