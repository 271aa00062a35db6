import { ChildProcess, spawn } from 'child_process';
import { createServer } from 'net';

/** A moto server of one test, on a free port of the loopback interface. `MOTO_SERVER` names the program if it is not on the path. */
export interface Moto {
  readonly endpoint: string;
  stop(): void;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const process_: ChildProcess = spawn(process.env.MOTO_SERVER ?? 'moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  let failed: Error | undefined;
  process_.once('error', error => { failed = error; });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 240; attempt++) {
    if (failed) { throw new Error(`moto_server does not start: ${failed.message}; pip install 'moto[server]'`); }
    const up = await fetch(`${endpoint}/moto-api/data.json`).then(response => response.ok, () => false);
    if (up) { return { endpoint, stop: () => { process_.kill(); } }; }
    await new Promise(resolve => { setTimeout(resolve, 250); });
  }
  process_.kill();
  throw new Error('moto_server did not answer within a minute');
}
