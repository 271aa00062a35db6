import { AccessRow } from './access-rows';
import { MessageOptions, MessageSource, MessageTarget } from './messages';
import { asArns, namedResources } from './named-resources';
import { KeyKind, RowContext } from './row-context';
import { serviceRows } from './service-access';
import { refuse } from '../private/errors';
import { aKey } from '../private/key-specs';
import { PolicyRow } from '../private/policy-rows';
import { isOptInRegion } from '../private/regions';
import { checkAccountId, checkNotEmpty } from '../private/validate';
import { deliveryUse, MessageWay } from '../services/messages';
import { ServiceUse } from '../services/service-use';

/** What a service that sends to an encrypted topic or queue needs of the key of that. */
export class MessageAccess implements AccessRow {
  private readonly way: MessageWay;

  constructor(private readonly source: MessageSource, private readonly target: MessageTarget, private readonly options: MessageOptions) {
    const way = source._facts[target._kind];
    if (typeof way === 'string') {
      refuse({ property: 'source', value: source.id, bound: `cannot deliver to a ${target._kind}: ${source._facts.service} ${way}` });
    }
    this.way = way;
    checkNotEmpty('resources', options.resources);
    checkNotEmpty('sourceAccounts', options.sourceAccounts);
    options.sourceAccounts?.forEach(account => checkAccountId('sourceAccounts', account));
    const takes = (property: 'resources' | 'sourceAccounts', value: unknown, key: string) => {
      if (value !== undefined && way.source.length === 0) {
        refuse({
          property,
          value,
          bound: `does nothing: ${source._facts.service} sends no ${key} for a ${target._kind}`,
          remedy: 'name the topic in MessageTarget.topic, and bound the source in the policy of the topic',
        });
      }
    };
    takes('resources', options.resources, 'aws:SourceArn');
    takes('sourceAccounts', options.sourceAccounts, 'aws:SourceAccount');
  }

  public bind(context: RowContext): PolicyRow[] {
    if (context.kind !== KeyKind.SYMMETRIC) {
      refuse({ property: 'access', value: `delivery from ${this.source.id}`, bound: `takes symmetric encryption keys only, this is ${aKey(context.kind)}` });
    }
    const { arns: ofSource, account, region } = this.source._bind(context);
    const use = this.narrowed(context, region);
    return serviceRows(use, {
      users: [],
      userConditions: {},
      resources: this.way.source.length === 0 ? undefined : this.options.resources ? namedResources('resources', this.options.resources, context.scope) : ofSource && asArns(ofSource),
      sourceAccounts: this.options.sourceAccounts ?? (account ? [account] : undefined),
    }, context);
  }

  /** The use with what is known of the target. */
  private narrowed(context: RowContext, sourceRegion?: string): ServiceUse {
    const use = deliveryUse(this.source._facts, this.target._kind, this.way);
    const topic = this.target._arn?.(context);
    return {
      ...use,
      calls: use.calls.map(call => ({
        ...call,
        principal: this.source.id === 'SNS' ? snsPrincipal(call.principal!, context.region, sourceRegion) : call.principal,
        context: topic ? { 'aws:sns:topicArn': topic } : call.context,
      })),
    };
  }
}

/**
 * A topic of another Region calls by a principal with a Region, if one of the two Regions is an opt-in Region.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 */
function snsPrincipal(principal: string, region: string, sourceRegion: string = region): string {
  const named = region === sourceRegion ? undefined : [region, sourceRegion].find(isOptInRegion);
  return named ? principal.replace('.amazonaws.com', `.${named}.amazonaws.com`) : principal;
}
