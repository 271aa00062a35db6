import { readFileSync } from 'fs';
import { join } from 'path';

/** How an example makes what it declares, by type. `ID` is the construct's id. */
const MAKE: { readonly [type: string]: string } = {
  'App': 'new App()',
  'Stack': "new Stack(app, 'ID')",
  'string': `'${'3f5a'.repeat(24)}'`,
  'EncryptedKey': "new EncryptedKey(stack, 'ID')",
  'KeyLifecycleReporter': "new KeyLifecycleReporter(stack, 'ID')",
  'cloudwatch.Alarm': "new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Errors' }).createAlarm(stack, 'ID', { threshold: 1, evaluationPeriods: 1 })",
  'ec2.Vpc': "new ec2.Vpc(stack, 'ID')",
  'events.IRuleTarget': "new targets.SnsTopic(new sns.Topic(stack, 'ID'))",
  'iam.Role': "iam.Role.fromRoleName(stack, 'ID', 'NAME')",
  'kms.IKey': "kms.Alias.fromAliasName(stack, 'ID', 'alias/NAME')",
  'kms.Key': "new kms.Key(stack, 'ID', { alias: 'NAME', enableKeyRotation: true })",
  'lambda.Function': "lambda.Function.fromFunctionName(stack, 'ID', 'NAME')",
  'logs.ILogGroup': "logs.LogGroup.fromLogGroupName(stack, 'ID', 'NAME')",
  'route53.PublicHostedZone': "new route53.PublicHostedZone(stack, 'ID', { zoneName: 'example.com' })",
  's3.IBucket': "s3.Bucket.fromBucketName(stack, 'ID', 'NAME')",
  'sns.Topic': "new sns.Topic(stack, 'ID')",
};

/** Of a stack whose account and Region must be known. */
const PLACE = "{ env: { account: '111122223333', region: 'us-east-1' } }";

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
const pascal = (name: string): string => name[0].toUpperCase() + name.slice(1);

interface Import { readonly from: string; readonly namespace?: string; readonly names: readonly string[] }

/** What the fixture of the API reference imports. */
export function fixtureImports(): Import[] {
  const fixture = readFileSync(join(__dirname, '..', '..', 'rosetta', 'default.ts-fixture'), 'utf8');
  return [...fixture.matchAll(/^import (?:\* as (\w+)|\{([^}]*)\}) from '([^']+)';/gm)].map(([, namespace, names, from]) => ({
    from,
    namespace,
    names: (names ?? '').split(',').map(name => name.trim()).filter(name => name !== ''),
  }));
}

function importsOf(code: string): string[] {
  const bare = code.replace(/'[^'\n]*'|\/\/.*$/gm, '');
  const uses = (name: string): boolean => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(bare);
  return fixtureImports().flatMap(({ from, namespace, names }) => {
    if (namespace) { return uses(namespace) ? [`import * as ${namespace} from '${from}';`] : []; }
    const used = names.filter(uses);
    const line = `import { ${used.join(', ')} } from '${from}';`;
    return used.length === 0 ? [] : [line.length <= 120 ? line : `import {\n  ${used.join(', ')},\n} from '${from}';`];
  });
}

/**
 * An example as a file that compiles: with its imports, an app and a stack, and what it declares made.
 * A whole file stays as it is.
 */
export function wholeFile(code: string): string {
  if (/^import /m.test(code)) { return code; }
  const declared = [...code.matchAll(/^declare const (\w+): ([^;]+);.*\n?/gm)];
  const made = declared.map(([, name, type]) => {
    const how = MAKE[type];
    if (how === undefined) { throw new Error(`tools/snippets/whole-file.ts does not know how to make ${type}, declared in:\n${code}`); }
    const call = how.replace('ID', pascal(name)).replace('NAME', kebab(name));
    return `const ${name} = ${type === 'Stack' && /\breplicaRegions\b/.test(code) ? call.replace(')', `, ${PLACE})`) : call};`;
  });
  const isOf = (type: string): boolean => declared.some(([, name, ofType]) => ofType === type && name === type.toLowerCase());
  const body = code.replace(/^declare const .*\n/gm, '').trim().replace(/\bthis\b/g, 'stack');
  const app = /\bapp\b/.test(body) && !/^const app = /m.test(body) || made.some(line => /\bapp\b/.test(line));
  const stack = /\bstack\b/.test([...made, body].join('\n'));
  const scope = [
    ...(app && !isOf('App') ? ['const app = new App();'] : []),
    ...(stack && !isOf('Stack') ? [`const stack = new Stack(${app ? 'app' : 'new App()'}, 'Keys'${/\breplicaRegions\b/.test(body) ? `, ${PLACE}` : ''});`] : []),
  ];
  // The app comes before the stack, the stack before what is in it.
  const order = (line: string): number => line.startsWith('const app ') ? 0 : line.startsWith('const stack ') ? 1 : 2;
  const lines = [...scope, ...made].sort((a, b) => order(a) - order(b));
  const rest = [...(lines.length > 0 ? [lines.join('\n'), ''] : []), body].join('\n');
  return [...importsOf(rest), '', rest].join('\n') + '\n';
}
