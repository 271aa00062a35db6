import { AppReader } from './app-reader';
import { isOpaque } from '../iam/symbols';
import { Resource } from '../template/template';

/** How a bucket encrypts by default. */
export function encryptionOf(app: AppReader, bucket: Resource): { algorithm: unknown; key: unknown } {
  const configuration = app.value(bucket, 'BucketEncryption');
  const rule = configuration?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault;
  return { algorithm: isOpaque(configuration) ? configuration : rule?.SSEAlgorithm ?? 'AES256', key: rule?.KMSMasterKeyID };
}
