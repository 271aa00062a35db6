import { AppReader } from './app-reader';
import { Use } from './model';
import { arnsOf, bare, targetOf, topicContext, valuesAt } from './named-targets';
import { opaque } from '../iam/symbols';
import { fill } from '../private/arns';
import { DELIVERIES, MessageWay } from '../services/messages';
import { wordOf } from '../services/resource-properties';
import { Resource } from '../template/template';

/*
 * Resources that make a service publish to a topic as itself, beyond those that are read with what else they do.
 */

interface Publisher {
  readonly type: string;
  /** Where it names the topic. */
  readonly path: string;
  /** What it is called, where its type says less. */
  readonly word?: string;
  /** Of DELIVERIES. */
  readonly id: string;
  /** The kinds of resource that its messages might come from, where it is not the source itself. */
  readonly kinds?: readonly string[];
  /** The property with its name, where it is the source. */
  readonly nameProperty?: string;
}

const PUBLISHERS: readonly Publisher[] = [
  { type: 'AWS::CloudTrail::Trail', path: 'SnsTopicName', id: 'CLOUDTRAIL', nameProperty: 'TrailName' },
  { type: 'AWS::RDS::EventSubscription', path: 'SnsTopicArn', id: 'RDS_EVENTS', word: 'event subscription', kinds: ['db', 'cluster', 'snapshot', 'cluster-snapshot', 'pg', 'cluster-pg', 'secgrp', 'es', 'proxy'] },
  { type: 'AWS::Redshift::EventSubscription', path: 'SnsTopicArn', id: 'REDSHIFT', word: 'event subscription', kinds: ['cluster', 'snapshot', 'parametergroup', 'securitygroup', 'eventsubscription'] },
  { type: 'AWS::DMS::EventSubscription', path: 'SnsTopicArn', id: 'DMS', word: 'event subscription', kinds: ['rep', 'task', 'es'] },
  { type: 'AWS::Budgets::Budget', path: 'NotificationsWithSubscribers[].Subscribers[].Address', id: 'BUDGETS' },
  { type: 'AWS::CE::AnomalySubscription', path: 'Subscribers[].Address', id: 'COST_ANOMALY_DETECTION', word: 'anomaly subscription' },
  { type: 'AWS::CodeStarNotifications::NotificationRule', path: 'Targets[].TargetAddress', id: 'CODESTAR_NOTIFICATIONS', word: 'notification rule' },
  { type: 'AWS::SES::ConfigurationSetEventDestination', path: 'EventDestination.SnsDestination.TopicARN', id: 'SES', word: 'event destination', kinds: ['identity', 'configuration-set'] },
  { type: 'AWS::GameLift::MatchmakingConfiguration', path: 'NotificationTarget', id: 'GAMELIFT', word: 'matchmaking configuration', kinds: ['matchmakingconfiguration'] },
  { type: 'AWS::GameLift::GameSessionQueue', path: 'NotificationTarget', id: 'GAMELIFT', word: 'game session queue', kinds: ['gamesessionqueue'] },
];

/** Types whose service does not take an encrypted topic at all. */
const UNSUPPORTED = [{
  type: 'AWS::Config::DeliveryChannel',
  path: 'SnsTopicARN',
  word: 'delivery channel',
  service: 'AWS Config',
  page: 'config/latest/developerguide/sns-topic-policy.html',
  why: 'AWS Config does not support encrypted topics',
}] as const;

export const PUBLISHING_TYPES: readonly string[] = [...PUBLISHERS, ...UNSUPPORTED].map(({ type }) => type);

/** The uses of keys of topics by services that publish to them. */
export function readPublishers(app: AppReader): Use[] {
  return [
    ...PUBLISHERS.flatMap(publisher => usesOf(app, publisher, (topic, resource) => {
      const { principals, service, topic: way, resourceName } = DELIVERIES[publisher.id];
      const { actions, page, through } = way as MessageWay;
      const { place } = resource.stack;
      return {
        service,
        page,
        calls: principals.map(({ name: principal }) => ({ purpose: '', caller: 'service', principal, actions })),
        request: {
          'aws:sourcearn': sourcesOf(app, publisher, resource, principals[0].sourceArn, resourceName),
          'aws:sourceaccount': [place.account],
          ...topicContext(app, topic),
          ...(through ? { 'kms:viaservice': [fill(`${through}.{region}.amazonaws.com`, place)] } : {}),
        },
        // Which resource the message is about, and whether the service tells, is not known here.
        certainOnly: true,
      };
    })),
    ...UNSUPPORTED.flatMap(one => usesOf(app, one, () => ({ service: one.service, page: one.page, calls: [], request: {}, unsupported: one.why }))),
  ];
}

type Facts = Omit<Use, 'resource' | 'location' | 'what' | 'key'>;

function usesOf(app: AppReader, { type, path, word }: Pick<Publisher, 'type' | 'path' | 'word'>, factsOf: (topic: Resource, resource: Resource) => Facts): Use[] {
  return app.all(type).flatMap(resource => {
    const targets = new Map(valuesAt(app, resource, path).flatMap(value => targetOf(app, value, 'AWS::SNS::Topic') ?? []).map(one => [one.target.logicalId, one]));
    return [...targets.values()].map(({ target, key }): Use => ({
      resource,
      location: `Properties.${bare(path)}`,
      what: `the ${word ?? wordOf(type)} ${resource.logicalId}, which publishes to the topic ${target.logicalId},`,
      key,
      ...factsOf(target, resource),
    }));
  });
}

function sourcesOf(app: AppReader, { kinds, nameProperty }: Publisher, resource: Resource, format: string, resourceName: string): string[] {
  if (nameProperty) { return arnsOf(app, resource, format, nameProperty, resourceName); }
  return (kinds ?? ['']).map(kind => fill(format, resource.stack.place, kind ? `${kind}/${opaque(resourceName)}` : opaque(resourceName)))
    // Between kind and name some services write a colon, others a slash.
    .flatMap(text => [text, text.replace(/\/(?=\$\{\?)/, ':')]);
}
