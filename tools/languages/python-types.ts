import { spawnSync } from 'child_process';
import { writeFileSync } from 'fs';
import { join } from 'path';

/** Reads types as editors do; a new version is taken on purpose. */
const PYRIGHT = 'pyright@1.1.414';
const MYPY = 'mypy==2.4.1';

interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/**
 * What aws-cdk-lib itself does not pass: its classes and interfaces call parameters otherwise (`alias` and `alias_name`), so that pyright takes no
 * `kms.Key` for an `IKey`, and no principal for an `IPrincipal`.
 */
const CDK_ALONE = `
def cdk_key(stack: aws_cdk.Stack) -> aws_cdk.aws_kms.IKey:
    return aws_cdk.aws_kms.Key(stack, "Key")

def cdk_principal() -> aws_cdk.aws_iam.IPrincipal:
    return aws_cdk.aws_iam.ArnPrincipal("arn:aws:iam::111122223333:role/Api")

def cdk_account() -> aws_cdk.aws_iam.IPrincipal:
    return aws_cdk.aws_iam.AccountRootPrincipal()

def cdk_role(stack: aws_cdk.Stack) -> aws_cdk.aws_iam.IRole:
    return aws_cdk.aws_iam.Role.from_role_name(stack, "Role", "api")

def cdk_bucket(stack: aws_cdk.Stack) -> aws_cdk.aws_s3.IBucket:
    return aws_cdk.aws_s3.Bucket(stack, "Bucket")
`;

/** Why a type does not fit: the last lines of what pyright says, without the names of the types around. */
function reasons({ message }: Diagnostic): string[] {
  const lines = message.replace(/\u00a0/g, ' ').split('\n').map(line => line.trim());
  const mismatches = lines.filter(line => /^(Parameter name mismatch|Extra parameter|Keyword parameter|Return type|Position)|^Type "\(|is not present|is an incompatible type/.test(line));
  return mismatches.length > 0 ? mismatches : [lines[0]];
}

/** Fails for a call of ours, or a key of ours, that a checker of types refuses for a reason that aws-cdk-lib does not have alone. */
export function checkPythonTypes(interpreter: string, folder: string, code: string): string {
  const text = `${code}${CDK_ALONE}`;
  writeFileSync(join(folder, 'typed_keys.py'), text);
  const { stdout, stderr } = spawnSync('npx', ['--yes', PYRIGHT, '--pythonpath', interpreter, '--outputjson', 'typed_keys.py'], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (!stdout.startsWith('{')) { throw new Error(`pyright says nothing: ${stdout.slice(-1000)}${stderr.slice(-1000)}`); }
  const errors = (JSON.parse(stdout).generalDiagnostics as Diagnostic[]).filter(({ severity }) => severity === 'error');
  const ofCdk = text.split('\n').indexOf(CDK_ALONE.split('\n')[1]);
  const known = new Set(errors.filter(({ range }) => range.start.line >= ofCdk).flatMap(reasons));
  const ours = errors.filter(({ range }) => range.start.line < ofCdk);
  const wrong = ours.filter(error => reasons(error).some(reason => !known.has(reason)));
  if (wrong.length > 0) {
    throw new Error(`types that aws-cdk-lib alone passes:\n${wrong.slice(0, 20).map(({ message, range }) => `typed_keys.py:${range.start.line + 1}: ${message}`).join('\n')}`);
  }
  checkWithMypy(interpreter, folder);
  return `${(code.match(/^def /gm) ?? []).length} functions have types that mypy takes, and pyright, except where it takes none of aws-cdk-lib (${ours.length})`;
}

/** mypy does not compare the names of parameters, so it takes aws-cdk-lib's own classes too, and has nothing to say at all. */
function checkWithMypy(interpreter: string, folder: string): void {
  for (const args of [['-m', 'pip', 'install', '--quiet', MYPY], ['-m', 'mypy', '--follow-imports=silent', 'typed_keys.py']]) {
    const { status, stdout, stderr } = spawnSync(interpreter, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status !== 0) { throw new Error(`python3 ${args.join(' ')} failed:\n${stdout.slice(-4000)}${stderr.slice(-1000)}`); }
  }
}
