import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Envelope } from './envelope';

/** Seal: keep this document for a department. Open: give it back to that department. */
export interface EnvelopeRequest {
  readonly operation: 'seal' | 'open';
  readonly name: string;
  readonly department: string;
  readonly document?: string;
}

export interface EnvelopeResponse {
  readonly name: string;
  readonly bytes: number;
  readonly document?: string;
}

const { DATA_KEY_ARN = '', DOCUMENTS = '', APPLICATION = '', AWS_ENDPOINT_URL } = process.env;
const envelope = new Envelope(DATA_KEY_ARN);
// An emulator has no host name for every bucket.
const s3 = new S3Client({ forcePathStyle: AWS_ENDPOINT_URL !== undefined });

export async function handler(request: EnvelopeRequest): Promise<EnvelopeResponse> {
  const { operation, name, department, document } = request;
  const context = { Application: APPLICATION, Department: department, Document: name };
  const object = { Bucket: DOCUMENTS, Key: `${name}.sealed` };
  switch (operation) {
    case 'seal': {
      if (document === undefined) { throw new Error("'document' is missing"); }
      const sealed = await envelope.seal(Buffer.from(document, 'utf8'), context);
      // No encryption header: the bucket's default encryption is under the right key, and its policy refuses any other.
      await s3.send(new PutObjectCommand({ ...object, Body: sealed, ContentType: 'application/octet-stream' }));
      return { name, bytes: sealed.length };
    }
    case 'open': {
      const { Body } = await s3.send(new GetObjectCommand(object));
      const opened = await envelope.open(await Body!.transformToByteArray(), context);
      return { name, bytes: opened.length, document: Buffer.from(opened).toString('utf8') };
    }
    default: throw new Error("'operation' must be 'seal' or 'open'");
  }
}
