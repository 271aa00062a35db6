import { createServer, Server } from 'http';
import { AddressInfo } from 'net';

/** The part of GitHub that comments are, on loopback. */
export class GitHub {
  public comments: { id: number; body: string }[] = [];
  public readonly requests: string[] = [];
  public forbidden = false;
  private server?: Server;
  private last = 100;

  public async start(): Promise<string> {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', part => { text += part; }).on('end', () => {
        const { method, url = '' } = request;
        this.requests.push(`${method} ${url} ${request.headers.authorization}`);
        const [status, answer] = this.forbidden ? [403, { message: 'Resource not accessible by integration' }] : this.answer(method!, url, text === '' ? undefined : JSON.parse(text));
        response.writeHead(status as number, { 'content-type': 'application/json' }).end(status === 204 ? undefined : JSON.stringify(answer));
      });
    });
    await new Promise<void>(done => { this.server!.listen(0, '127.0.0.1', done); });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void { this.server?.close(); }

  private answer(method: string, url: string, content: { body: string } | undefined): readonly [number, unknown] {
    const id = Number(/comments\/(\d+)$/.exec(url)?.[1]);
    switch (method) {
      case 'GET': { const page = Number(/[?&]page=(\d+)/.exec(url)![1]); return [200, this.comments.slice(100 * (page - 1), 100 * page)]; }
      case 'POST': this.comments.push({ id: ++this.last, body: content!.body }); return [201, {}];
      case 'PATCH': this.comments = this.comments.map(comment => comment.id === id ? { id, body: content!.body } : comment); return [200, {}];
      default: this.comments = this.comments.filter(comment => comment.id !== id); return [204, undefined];
    }
  }
}

/** The event of a pull request as GitHub sends it, cut to what is read. */
export const pullRequest = (from = 'octo/app') => ({ action: 'synchronize', number: 7, pull_request: { number: 7, head: { sha: 'abc', repo: { full_name: from } }, base: { repo: { full_name: 'octo/app' } } } });
