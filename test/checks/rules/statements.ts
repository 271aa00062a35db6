import { ACCOUNT, REGION } from '../../support/stack';
import { role } from '../support';

/*
 * What statements of key policies in tests of rules are made of.
 */

export const EVERYONE = { AWS: '*' };
export const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
export const APP = { AWS: role('App') };
export const ADMIN = { AWS: role('Admin') };
export const service = (name: string) => ({ Service: `${name}.amazonaws.com` });
export const VIA_S3 = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };
export const SOURCE = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
export const unclear = (what: string): string =>
  `undecidable Test: 'Test' depends on ${what === 'a condition' ? 'value' : 'Parameter'}, which only the deployment knows`;
export const unclearStatement = "undecidable Test: 'Test' depends on Parameter, which only the deployment knows";
export const FINANCE = { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } };
