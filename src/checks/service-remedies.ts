import { CATALOG } from '../services/catalog';

/** Services that call KMS with the role they are given, or by a grant. */
const BY_ROLE: ReadonlySet<string> = new Set(['batch', 'cloudformation', 'codebuild', 'codepipeline', 'ec2', 'ecs', 'ecs-tasks', 'glue', 'lambda', 'sqs', 'ssm']
  .map(name => `${name}.amazonaws.com`));

/** For what one of them calls as itself all the same. */
const asItself = (service: string): string[] =>
  Object.values(CATALOG).filter(({ calls }) => calls.some(({ caller, principal }) => caller === 'service' && principal === service)).map(({ use }) => use);

/** What to do about services that come without a bound, alone in their statement or beside others; undefined where the remedy of the rule is the one. */
export function remedyFor(services: readonly string[], alone: boolean): string | undefined {
  if (services.every(service => BY_ROLE.has(service))) {
    const exceptions = [...new Set(services.flatMap(asItself))];
    const but = exceptions.length === 0 ? '' : ` Only for ${exceptions.join(', for ')} it calls as itself: there add aws:SourceArn and aws:SourceAccount.`;
    const take = alone ? 'Take the statement out' : `Take ${services.join(', ')} out of its principals`;
    return `${take}: ${services.join(', ')} calls KMS with a role of yours or by a grant${exceptions.length === 0 ? ', never as itself' : ''}.${but}`;
  }
  if (services.every(service => service === 'events.amazonaws.com')) {
    return `${alone ? 'Leave' : 'Give events.amazonaws.com a statement of its own with'} kms:Decrypt and kms:GenerateDataKey* only, which EventBridge needs for encrypted topics and queues; under a source condition its messages to topics are lost.`;
  }
  // Whoever is beside them, a role or a service without a source, would be shut out.
  return alone ? undefined : `Give ${services.join(', ')} a statement of ${services.length === 1 ? 'its' : 'their'} own with aws:SourceArn and aws:SourceAccount, or the encryption context that it sends.`;
}
