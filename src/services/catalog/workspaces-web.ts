import { ServiceUse, SYMMETRIC } from '../service-use';

const ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'];

export const WORKSPACES_SECURE_BROWSER: ServiceUse = {
  id: 'WORKSPACES_SECURE_BROWSER',
  service: 'Amazon WorkSpaces Secure Browser',
  use: 'portals and their settings',
  sid: 'WorkSpacesSecureBrowser',
  styles: ['principal', 'via'],
  viaService: 'workspaces-web',
  calls: [
    // AWS: before the resource is made, only its account can be compared.
    {
      purpose: '',
      caller: 'service',
      principal: 'workspaces-web.amazonaws.com',
      actions: [...ACTIONS, 'kms:DescribeKey'],
      source: ['aws:SourceAccount'],
      laterSource: ['aws:SourceArn'],
    },
    { purpose: 'Callers', caller: 'user', actions: [...ACTIONS, 'kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:workspaces-web:{region}:{account}:{resource}',
  resourceName: 'resource as type/id, portal/1234',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::WorkSpacesWeb::BrowserSettings': ['CustomerManagedKey'],
    'AWS::WorkSpacesWeb::DataProtectionSettings': ['CustomerManagedKey'],
    'AWS::WorkSpacesWeb::IpAccessSettings': ['CustomerManagedKey'],
    'AWS::WorkSpacesWeb::Portal': ['CustomerManagedKey'],
    'AWS::WorkSpacesWeb::SessionLogger': ['CustomerManagedKey'],
    'AWS::WorkSpacesWeb::UserSettings': ['CustomerManagedKey'],
  },
  keyChange: 'never',
  gotchas: ['Users are the administrators of the resources.'],
  source: 'workspaces-web/latest/adminguide/encryption-rest.html#key-policy-examples',
  checked: '2026-11-25',
  verified: true,
};
