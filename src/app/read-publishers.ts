import { AppReader } from './app-reader';
import { Use } from './model';
import { arnsOf, bare, targetOf, topicContext, valuesAt } from './named-targets';
import { Publisher, PUBLISHERS, UNSUPPORTED } from './publishers-data';
import { opaque } from '../iam/symbols';
import { fill } from '../private/arns';
import { DELIVERIES, MessageWay } from '../services/messages';
import { wordOf } from '../services/resource-properties';
import { Resource } from '../template/template';

export const PUBLISHING_TYPES: readonly string[] = [...PUBLISHERS, ...UNSUPPORTED].map(({ type }) => type);

/** The uses of keys of topics by services that publish to them. */
export function readPublishers(app: AppReader): Use[] {
  return [
    ...PUBLISHERS.flatMap(publisher => usesOf(app, publisher, (topic, resource) => {
      const { principals, service, topic: way, resourceName } = DELIVERIES[publisher.id];
      const { actions, page, through } = way as MessageWay;
      const [{ sourceArn }] = principals;
      const { place } = resource.stack;
      return {
        service,
        page,
        calls: principals.map(({ name: principal }) => ({ purpose: '', caller: 'service', principal, actions })),
        request: {
          ...(sourceArn === '' ? {} : { 'aws:sourcearn': sourcesOf(app, publisher, resource, sourceArn, resourceName) }),
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

function sourcesOf(app: AppReader, { kinds, isSource }: Publisher, resource: Resource, format: string, resourceName: string): string[] {
  if (isSource) { return arnsOf(app, resource, format, resourceName); }
  const { stack: { place } } = resource;
  // Between kind and name some services write a colon, others a slash.
  return kinds === undefined ? [fill(format, place, opaque(resourceName))]
    : kinds.flatMap(kind => ['/', ':'].map(mark => fill(format, place, `${kind}${mark}${opaque(resourceName)}`)));
}
