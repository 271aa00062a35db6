import { NamedResource, ResourcesByName } from './resources-by-name';
import { list } from '../private/policy-json';

/*
 * Buckets and topics that work no more, or no more for everybody, once they are under a customer managed key. What says so is another resource, or the bucket's policy.
 */

const LOAD_BALANCER_LOGS = 'Elastic Load Balancing writes access logs only to buckets under SSE-S3';
const SERVER_ACCESS_LOGS = 'S3 writes server access logs only to buckets under SSE-S3';
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html */
const ORIGIN_ACCESS_IDENTITY = "CloudFront's origin access identities read nothing under a key; use origin access control";
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html: requests must be signed. */
const UNSIGNED = 'its policy lets callers read that do not sign, and these read nothing under a key';
/** https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html */
const CONFIG_TOPIC = 'AWS Config does not support encrypted topics';

type Naming = (properties: { readonly [name: string]: any }) => readonly [named: unknown, why: string] | undefined;

/** What makes a resource that it names unfit for a key. */
const UNFIT: { readonly [type: string]: Naming } = {
  'AWS::CloudFront::Distribution': ({ DistributionConfig }) => [
    list(DistributionConfig?.Origins).filter(({ S3OriginConfig }) => S3OriginConfig?.OriginAccessIdentity).map(({ DomainName }) => DomainName), ORIGIN_ACCESS_IDENTITY,
  ],
  'AWS::Config::DeliveryChannel': ({ SnsTopicARN }) => [SnsTopicARN, CONFIG_TOPIC],
  'AWS::ElasticLoadBalancing::LoadBalancer': ({ AccessLoggingPolicy }) => [AccessLoggingPolicy, LOAD_BALANCER_LOGS],
  // Logs of network load balancers are delivered as those of other services are.
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Type, LoadBalancerAttributes }) => Type === 'network' ? undefined : [LoadBalancerAttributes, LOAD_BALANCER_LOGS],
  'AWS::S3::Bucket': ({ LoggingConfiguration }) => [LoggingConfiguration?.DestinationBucketName, SERVER_ACCESS_LOGS],
  'AWS::S3::BucketPolicy': ({ Bucket, PolicyDocument }) => {
    const allowed = list(PolicyDocument?.Statement).filter(({ Effect }) => Effect === 'Allow');
    if (allowed.some(isOriginAccessIdentity)) { return [Bucket, ORIGIN_ACCESS_IDENTITY]; }
    return allowed.some(isForAnybody) ? [Bucket, UNSIGNED] : undefined;
  },
};

const isOriginAccessIdentity = ({ Principal }: any): boolean =>
  Principal?.CanonicalUser !== undefined || /CloudFront Origin Access Identity/.test(JSON.stringify(Principal?.AWS) ?? '');

const isForAnybody = ({ Principal, Condition, Action }: any): boolean =>
  Condition === undefined && (Principal === '*' || list(Principal?.AWS).includes('*')) && list(Action).some(action => /^(\*|s3:(\*|Get\*|GetObject.*))$/i.test(String(action)));

/** Resources that take no key because of others, with the reason. */
export function withoutKey<R extends NamedResource>(resources: ResourcesByName<R>): Map<R, string> {
  const found = new Map<R, string>();
  for (const resource of resources.all) {
    const [named, why] = UNFIT[resource.type]?.(resource.properties) ?? [];
    if (why === undefined) { continue; }
    for (const unfit of resources.referredTo(named, resource)) {
      if (unfit.type === 'AWS::S3::Bucket' || unfit.type === 'AWS::SNS::Topic') { found.set(unfit, why); }
    }
  }
  return found;
}
