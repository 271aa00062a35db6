import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { list } from '../../src/private/policy-json';
import { EVERY_CONSTRUCT } from '../checks/own-constructs';
import { said, unknown } from '../support/findings';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, deployed, testStack } from '../support/stack';

/*
 * What holds for every construct at default settings: the checks find nothing, AWS knows every name, and IAM's rules judge the key policies, all over
 * one synthesis. What a construct allows in particular is in the tables of its own tests.
 */

const STRANGER_ACCOUNT = '999988887777';
const STRANGER = `arn:aws:iam::${STRANGER_ACCOUNT}:role/Stranger`;
const DEPLOYMENT = `arn:aws:iam::${ACCOUNT}:role/Deployment`;
const EVERYTHING = [identityAllowing('kms:*')];
const OWN = { 'aws:PrincipalOrgID': 'o-abcdefghij' };
const USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:Sign', 'kms:GenerateMac', 'kms:DeriveSharedSecret'];
const TAKE_OVER = ['kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:ScheduleKeyDeletion', 'kms:ReplicateKey', 'kms:GetPublicKey'];

/** The key policies of the stack's app, as deployed. */
function policiesOf(stack: Stack): any[] {
  return stack.node.root.node.findAll().filter(Stack.isStack).flatMap(one => {
    const template = Template.fromStack(one);
    const keys = { ...template.findResources('AWS::KMS::Key'), ...template.findResources('AWS::KMS::ReplicaKey') };
    return Object.values(keys).map(({ Properties }) => deployed(Properties.KeyPolicy, { account: one.account, region: one.region, partition: 'aws' }));
  }).filter(policy => policy !== undefined);
}

/** Roles that a Deny names as the exception. */
const spared = (policy: any): string[] => policy.Statement.filter((s: any) => s.Effect === 'Deny')
  .flatMap((s: any) => list(s.Condition?.ArnNotLike?.['aws:PrincipalArn'])).filter((arn: string) => !arn.includes('*'));

const allowed = (policy: any, type: string): string[] =>
  [...new Set<string>(policy.Statement.filter((s: any) => s.Effect === 'Allow').flatMap((s: any) => list(s.Principal?.[type])))].filter(value => value !== '*');

/** Services that AWS documents to say for whom they call neither by a source nor by a context; the rows say so as well. */
const SAYING_NOTHING = ['ServiceKey BEDROCK_AGENTCORE_DATASETS', 'ServiceKey CLEAN_ROOMS_ML', 'ServiceKey CLOUDTRAIL_LAKE', 'ServiceKey PERSONALIZE', 'ServiceKey SES_ARCHIVING'];

test.each(EVERY_CONSTRUCT)('%s', async (name, build) => {
  const stack = testStack();
  build(stack);

  expect(said(stack)).toEqual([]);
  expect(await unknown(stack)).toEqual([]);
  for (const policy of policiesOf(stack)) {
    // Nobody of an account that the app does not name gets anything, whatever IAM policies there say.
    for (const action of [...USES, ...TAKE_OVER]) {
      expect([action, await decide({ policy, principal: STRANGER, action, identity: EVERYTHING })]).not.toEqual([action, 'Allowed']);
    }
    // Nor does a role of the account that neither the key policy names nor IAM policies allow anything.
    for (const action of USES) {
      expect([action, await decide({ policy, principal: `arn:aws:iam::${ACCOUNT}:role/Nobody`, action })]).not.toEqual([action, 'Allowed']);
    }
    // No AWS service works with the key for a resource of a stranger.
    const foreign = { 'aws:SourceAccount': STRANGER_ACCOUNT, 'aws:SourceArn': `arn:aws:any:eu-west-1:${STRANGER_ACCOUNT}:any` };
    for (const principal of allowed(policy, 'Service')) {
      for (const action of USES) {
        if (SAYING_NOTHING.includes(name)) { continue; }
        expect([principal, action, await decide({ policy, principal, action, context: foreign })]).not.toEqual([principal, action, 'Allowed']);
      }
    }
    // Somebody can change the policy: IAM policies of the account say who, or the key policy does.
    const people = [...allowed(policy, 'AWS').filter(arn => arn.startsWith('arn:') && !arn.endsWith(':root')), ...spared(policy)];
    const administrators = await Promise.all([DEPLOYMENT, ...people].map(principal => decide({
      policy, principal, action: 'kms:PutKeyPolicy', identity: principal === DEPLOYMENT || spared(policy).includes(principal) ? EVERYTHING : [], context: OWN,
    })));
    expect(administrators).toContain('Allowed');
  }
});
