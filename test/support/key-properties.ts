import { readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';

/*
 * The properties of CloudFormation types that name a key, read from the definitions that aws-cdk-lib generates for all types.
 */

/** How properties that take a key are called: `KmsKeyId`, `KMSMasterKeyID`, `EncryptionKey`, `CmkArn`, `KeyArn`. */
const NAMES_KEY = /kms|encrypt\w*key|cmk|keyarn|keyid|customermanagedkey/i;
/** The object around these says that the key is one of KMS: `EncryptionKey.Id`, `KmsEncryptionSettings.Key`. */
const WITHIN_KEY = /^EncryptionKey$|^Kms/;

/** What only sounds like a key of KMS that encrypts, by the end of the path, with the reason. */
export const NO_KEYS: readonly (readonly [RegExp, string])[] = [
  [/^AWS::KMS::/, 'keys themselves'],
  [/\.(AccessKeyId|ApiKeyArn|ApiKeyId|PublicKeyId|SslClientKeyArn|TokenKeyId)$/, 'a credential or a key pair, which is not in KMS'],
  [/^AWS::ApiGateway::UsagePlanKey KeyId$/, 'a key of an API'],
  [/^AWS::(IAM::SAMLProvider|PaymentCryptography::Alias|Pinpoint::APNS\w+) /, 'keys of the service itself'],
  [/\.?(EncryptionKeyType|KmsAccess|KmsPolicyDocument|KmsAccessRoleArn|StreamsKmsRole)$/, 'how the key is reached or made'],
  [/(KmsEncryptionContext|KmsDataKeyReusePeriodSeconds|KmsKeyProviderUri|EncryptionKeyProviderType|CmkType|KMSEncrypted|RotateEncryptionKey|KmsKeyEnableGeospatialQueries|CustomerManagedKeyEnabled)(\{\})?$/,
    'says how the key is used, not which'],
  [/^AWS::(SupportAuthZ::SupportPermit|BedrockAgentCore::OAuth2CredentialProvider) /, 'a key that signs, which is asymmetric'],
];

export const noKey = (type: string, path: string): string | undefined => NO_KEYS.find(([pattern]) => pattern.test(`${type} ${path}`))?.[1];

/** Properties that aws-cdk-lib passes on as they are given, so that their paths are in CloudFormation's specification alone. */
const FREE_FORM: { readonly [type: string]: readonly string[] } = {
  'AWS::Forecast::Dataset': ['EncryptionConfig.KmsKeyArn'],
  'AWS::ImageBuilder::DistributionConfiguration': ['Distributions[].AmiDistributionConfiguration.KmsKeyId'],
  'AWS::LookoutEquipment::InferenceScheduler': ['DataOutputConfiguration.KmsKeyId'],
  'AWS::SageMaker::FeatureGroup': ['OfflineStoreConfig.S3StorageConfig.KmsKeyId', 'OnlineStoreConfig.SecurityConfig.KmsKeyId'],
  'AWS::Timestream::Table': ['MagneticStoreWriteProperties.MagneticStoreRejectedDataLocation.S3Configuration.KmsKeyId'],
};

interface Field {
  readonly name: string;
  /** The function that writes the nested object. */
  readonly nested: readonly string[];
  readonly brackets: '' | '[]' | '{}';
}

const FUNCTION = new RegExp('function (convertCfn\\w+ToCloudFormation)\\(properties\\)\\{return cdk\\(\\)\\.canInspect\\(properties\\)\\?'
  + '\\([^{]*?\\.assertSuccess\\(\\),\\{(.*?)\\}\\):properties\\}', 'gs');
const FIELD = /(?:^|,)"?([A-Za-z0-9_-]+)"?:(.*?)(?=,"?[A-Za-z0-9_-]+"?:cdk\(\)|,"?[A-Za-z0-9_-]+"?:convert|$)/gs;
const TYPE = /static CFN_RESOURCE_TYPE_NAME="([^"]+)"/g;
const CONSTRUCT = /class (Cfn\w+) extends/g;

function fieldsOf(body: string): Field[] {
  return [...body.matchAll(FIELD)].map(([, name, expression]) => ({
    name,
    nested: expression.match(/convertCfn\w+ToCloudFormation/g) ?? [],
    brackets: expression.includes('hashMapper') ? '{}' : expression.includes('listMapper') ? '[]' : '',
  }));
}

function pathsIn(functions: ReadonlyMap<string, Field[]>, name: string, before: string, seen: readonly string[]): string[] {
  if (seen.includes(name)) { return []; }
  return (functions.get(name) ?? []).flatMap(field => {
    const path = `${before}${field.name}${field.brackets}`;
    if (field.nested.length > 0) { return field.nested.flatMap(one => pathsIn(functions, one, `${path}.`, [...seen, name])); }
    return NAMES_KEY.test(field.name) || (/^(Id|Key|Arn)$/.test(field.name) && WITHIN_KEY.test(before.split('.').at(-2) ?? '')) ? [path] : [];
  });
}

/** Type to paths, of all types that aws-cdk-lib has. */
export function keyPropertiesOfL1s(): Map<string, string[]> {
  const root = dirname(require.resolve('aws-cdk-lib/package.json'));
  const all = new Map<string, string[]>();
  for (const room of readdirSync(root).filter(name => name.startsWith('aws-') || name === 'alexa-ask')) {
    let files: string[];
    try { files = readdirSync(join(root, room, 'lib')).filter(name => name.endsWith('.generated.js') && !name.includes('canned')); } catch { continue; }
    for (const file of files) {
      const source = readFileSync(join(root, room, 'lib', file), 'utf8');
      if (!NAMES_KEY.test(source)) { continue; }
      const functions = new Map([...source.matchAll(FUNCTION)].map(([, name, body]) => [name, fieldsOf(body)]));
      const constructs = [...source.matchAll(CONSTRUCT)];
      for (const { 1: type, index } of source.matchAll(TYPE)) {
        const construct = constructs.filter(found => found.index < index).at(-1)![1];
        const paths = [...new Set([...pathsIn(functions, `convert${construct}PropsToCloudFormation`, '', []), ...FREE_FORM[type] ?? []])].filter(path => !noKey(type, path));
        if (paths.length > 0) { all.set(type, paths.sort()); }
      }
    }
  }
  return new Map([...all].sort(([a], [b]) => a < b ? -1 : 1));
}
