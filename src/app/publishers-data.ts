/*
 * Resources that make a service publish to a topic as itself, beyond those that are read with what else they do.
 */

/** What makes a service publish to a topic. */
export interface Publisher {
  readonly type: string;
  /** Where it names the topic. */
  readonly path: string;
  /** What it is called, where its type says less. */
  readonly word?: string;
  /** Of DELIVERIES. */
  readonly id: string;
  /** The kinds of resource that its messages might come from, where it is not the source itself. */
  readonly kinds?: readonly string[];
  /** Whether its messages come from itself. */
  readonly isSource?: boolean;
}

export const PUBLISHERS: readonly Publisher[] = [
  { type: 'AWS::CloudTrail::Trail', path: 'SnsTopicName', id: 'CLOUDTRAIL', isSource: true },
  { type: 'AWS::RDS::EventSubscription', path: 'SnsTopicArn', id: 'RDS_EVENTS', word: 'event subscription', kinds: ['db', 'cluster', 'snapshot', 'cluster-snapshot', 'pg', 'cluster-pg', 'secgrp', 'es', 'db-proxy', 'cev', 'deployment', 'integration'] },
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
export const UNSUPPORTED = [{
  type: 'AWS::Config::DeliveryChannel',
  path: 'SnsTopicARN',
  word: 'delivery channel',
  service: 'AWS Config',
  page: 'config/latest/developerguide/sns-topic-policy.html',
  why: 'AWS Config does not support encrypted topics',
}] as const;
