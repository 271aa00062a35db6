import { withoutRegion } from '../../iam/boundable';
import { boundableServices, grantsForItself } from '../../iam/confused-deputy';
import { principalList } from '../../iam/principal';
import { demandsPresence, isContext, isSource, narrowedBy, reachesOnly, VIEWING } from '../../iam/questions';
import { isOfPrincipals } from '../../iam/request';
import { Trait } from '../../iam/statement';
import { unboundByCdk } from '../cdk-statements';
import { statementwise, rule } from '../rule';

/** Services that never call KMS as themselves: they use the role they are given, or a grant. */
const NEVER_THEMSELVES: ReadonlySet<string> = new Set(['batch', 'cloudformation', 'codebuild', 'codepipeline', 'ec2', 'ecs', 'ecs-tasks', 'glue', 'lambda', 'sqs', 'ssm']
  .map(name => `${name}.amazonaws.com`));

/** What to do about a service that comes without a bound. */
function remedyFor(services: readonly string[]): { readonly fix?: string } {
  if (services.every(service => NEVER_THEMSELVES.has(service))) { return { fix: `Take the statement out: ${services.join(', ')} calls KMS with a role of yours or by a grant, never as itself.` }; }
  if (services.every(service => service === 'events.amazonaws.com')) {
    return { fix: 'Leave kms:Decrypt and kms:GenerateDataKey* only, which EventBridge needs for encrypted topics and queues; under a source condition its messages to topics are lost.' };
  }
  return {};
}

export const SERVICE_PRINCIPAL_BOUNDED = rule({
  id: 'ServicePrincipalBounded',
  title: 'AWS services use the key only for a known resource or account',
  info: 'An AWS service may use the key for anybody (confused deputy).',
  explanation: 'A service principal works for every customer of the service. Unless a condition says for which resource, account or encryption context it may use the '
    + 'key, another customer can make the service use it. Services that tell neither are known to the rule and are left alone.',
  page: 'kms/latest/developerguide/key-policy-services.html#key-policy-services-permissions',
  fix: 'Add aws:SourceArn and aws:SourceAccount, or the encryption context that the service sends; KeyAccess.service(...) does.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.SERVICE, (statement, view) => {
    if (statement.effect !== 'Allow' || reachesOnly(statement, VIEWING)) { return undefined; }
    const services = boundableServices(statement);
    if (services.length === 0) { return undefined; }
    if (narrowedBy(statement, name => isSource(name) || isContext(name))) { return undefined; }
    // Under a key that services never have nobody is let in, which ServiceConditionKeys finds.
    if (statement.conditions.some(condition => isOfPrincipals(condition.name) && demandsPresence(statement, condition.name))) { return undefined; }
    if (grantsForItself(statement)) { return undefined; }
    if (statement.unknown) { return true; }
    const message = `lets ${principalList(services)} use the key without a condition on source or encryption context`;
    return unboundByCdk(statement, view, message) ?? { message, ...remedyFor(services.map(({ text }) => withoutRegion(text))) };
  }),
});
