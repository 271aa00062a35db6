import { ServiceUse, SYMMETRIC } from '../service-use';

export const CODEARTIFACT: ServiceUse = {
  id: 'CODEARTIFACT',
  service: 'AWS CodeArtifact',
  use: 'assets of domains',
  sid: 'CodeArtifact',
  styles: ['via', 'grant'],
  viaService: 'codeartifact',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::CodeArtifact::Domain': ['EncryptionKey'] },
  gotchas: [
    'One key serves the whole domain, and cannot be changed.',
    'Keys in an external key store are refused.',
    'AWS documents the statement for everyone in the account through the service; here IAM policies, or users, say who.',
  ],
  source: 'codeartifact/latest/ug/domain-create.html',
  checked: '2026-11-24',
  verified: true,
};
