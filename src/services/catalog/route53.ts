import { ServiceUse } from '../service-use';

const SERVICE = { caller: 'service', principal: 'dnssec-route53.amazonaws.com' } as const;

export const ROUTE53_DNSSEC: ServiceUse = {
  id: 'ROUTE53_DNSSEC',
  service: 'Amazon Route 53',
  use: 'key-signing keys of DNSSEC',
  sid: 'Route53Dnssec',
  styles: ['principal', 'grant'],
  calls: [
    {
      purpose: '',
      ...SERVICE,
      actions: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
    // AWS puts the source on the first statement only.
    { purpose: 'Grants', ...SERVICE, actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  resourceArn: 'arn:{partition}:route53:::hostedzone/{resource}',
  resourceName: 'hosted zone id',
  exclusive: false,
  multiRegion: 'refused',
  crossAccount: 'refused',
  regions: ['us-east-1'],
  keySpecs: ['ECC_NIST_P256'],
  addedByCdk: 'aws-route53 KeySigningKey adds both statements, the first bound to its hosted zone.',
  gotchas: [
    'The key must be a SigningKey of spec ECC_NIST_P256 in us-east-1, in the account of the hosted zone.',
    'A disabled key breaks the zone for every resolver that validates, within days: alarm on it.',
    'The key does not rotate; a new key-signing key is a new key and a new DS record at the parent.',
  ],
  source: 'Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html',
  checked: '2026-11-25',
  verified: true,
};
