import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import * as cdk from 'aws-cdk-lib';
import { run } from '../../command/program';
import * as library from '../../src';

/** A folder with these files. */
export function folder(files: { readonly [name: string]: string | object } = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'command-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return cwd;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly files: { readonly [name: string]: string };
}

export interface World {
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
  readonly terminal?: boolean;
}

/** Runs the command in a folder. */
export async function keysmith(args: readonly string[], cwd = folder(), world: World = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const files: { [name: string]: string } = {};
  const code = await run(args, {
    cwd,
    env: world.env ?? {},
    version: '1.2.3',
    stdoutIsTerminal: world.terminal ?? false,
    stderrIsTerminal: world.terminal ?? false,
    stdin: () => world.stdin ?? '',
    stdout: text => { out += text; },
    stderr: text => { err += text; },
    writeFile: (path, text) => { files[path.slice(cwd.length + 1)] = text; },
    library: () => ({ keysmith: library, cdk }),
  });
  return { code, out, err, files };
}

export const ACCOUNT_STATEMENT = {
  Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*',
};

/** A template with one key of these statements, and other resources. */
export const template = (statements: readonly object[] = [ACCOUNT_STATEMENT], others: object = {}, properties: object = {}) => ({
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, KeyPolicy: { Version: '2012-10-17', Statement: statements }, ...properties },
    },
    Alias: { Type: 'AWS::KMS::Alias', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { AliasName: 'alias/orders', TargetKeyId: { Ref: 'Key' } } },
    ...others,
  },
});
