import { createServer, IncomingMessage, request } from 'http';
import { AddressInfo } from 'net';

/** One call to AWS, as far as its headers and body tell. */
export interface Call {
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** Of a JSON protocol; empty otherwise. */
  readonly input: any;
}

/** `reset` breaks the connection off without an answer. */
export type Answer = { readonly status: number; readonly body: Buffer; readonly headers?: IncomingMessage['headers'] } | 'reset';

/** Passes the call on, with another body if one is given. */
export type Forward = (body?: Buffer) => Promise<Answer>;

/** Answers a call, by `forward` or otherwise. */
export type Intercept = (call: Call, forward: Forward) => Promise<Answer>;

export interface Proxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** A proxy on the loopback interface between the AWS SDK and an emulator. */
export async function startProxy(target: string, intercept: Intercept): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, outgoing) => {
    try {
      const body = await bytesOf(incoming);
      const answer = await intercept(callOf(incoming, body), (other = body) => forward(hostname, port, incoming, other));
      if (answer === 'reset') {
        incoming.socket.destroy();
        return;
      }
      const { 'transfer-encoding': _, 'connection': __, ...headers } = answer.headers ?? { 'content-type': 'application/x-amz-json-1.1' };
      outgoing.writeHead(answer.status, { ...headers, 'content-length': answer.body.length });
      outgoing.end(incoming.method === 'HEAD' ? undefined : answer.body);
    } catch (error) {
      // A fault of the proxy itself must not look like one of AWS.
      outgoing.writeHead(421, { 'content-type': 'application/x-amz-json-1.1' });
      outgoing.end(JSON.stringify({ __type: 'ProxyBroken', message: String((error as Error).stack ?? error) }));
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) { pieces.push(piece); }
  return Buffer.concat(pieces);
}

function forward(hostname: string, port: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { 'transfer-encoding': _, 'expect': __, ...headers } = incoming.headers;
    const outgoing = request({ hostname, port, method: incoming.method, path: incoming.url, headers: { ...headers, 'content-length': body.length } }, async response => {
      try {
        resolve({ status: response.statusCode!, headers: response.headers, body: await bytesOf(response) });
      } catch (error) {
        reject(error as Error);
      }
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** The scope of the signature names service and Region; the operation is in a header, a form field or the path. */
function callOf({ headers, method, url }: IncomingMessage, body: Buffer): Call {
  const [, region = '', service = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = headers['x-amz-target'];
  if (typeof target === 'string') { return { service, region, operation: target.split('.').pop()!, input: JSON.parse(body.toString() || '{}') }; }
  const form = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body.toString()).get('Action') : null;
  return { service, region, operation: form ?? `${method} ${url!.split('?')[0]}`, input: {} };
}
