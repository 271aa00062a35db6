import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import * as library from '../../src';
import { ACCOUNT, REGION } from '../support/stack';

const ENV = { account: ACCOUNT, region: REGION };

/** The template of a stack in which the written TypeScript makes its key. */
export function runText(text: string): { readonly Resources: { readonly [logicalId: string]: any } } {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
  const exported: any = {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const load = (name: string): unknown => name === 'cdk-keysmith' ? library : require(name);
  new Function('exports', 'require', outputText)(exported, load);
  const stack = new cdk.Stack(new cdk.App({ analyticsReporting: false }), 'S', { env: ENV });
  (Object.values(exported)[0] as (scope: cdk.Stack) => void)(stack);
  return JSON.parse(JSON.stringify(stack.resolve((stack as any)._toCloudFormation())));
}

/** What CloudFormation takes where a template says nothing. */
const DEFAULTS: { readonly [property: string]: unknown } = { Enabled: true, EnableKeyRotation: false, MultiRegion: false, PendingWindowInDays: 30 };

/** What says the same in the same way: no defaults, no texts for numbers and booleans, tags in order, and whether the target is the key's id or ARN. */
function plainProperties(properties: { readonly [name: string]: any }): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]): [string, unknown] => {
    if (name === 'Tags' && Array.isArray(value)) {
      return [name, value.map(tag => ({ ...tag, Value: typeof tag.Value === 'object' ? tag.Value : String(tag.Value) })).sort((a, b) => String(a.Key).localeCompare(b.Key))];
    }
    if (name === 'TargetKeyId') { return [name, value.Ref ?? value['Fn::GetAtt']?.[0] ?? value]; }
    return [name, name in DEFAULTS && typeof value === 'string' ? JSON.parse(value) : value];
  }).filter(([name, value]) => DEFAULTS[name] !== value));
}

/** A resource without its key policy, which is compared by what it allows, and a description that the construct gives. */
export function besidePolicy({ Properties: { KeyPolicy, Description, ...properties } = {} as any, DeletionPolicy = 'Delete', UpdateReplacePolicy, Metadata, ...attributes }: any): object {
  return { ...attributes, DeletionPolicy, Properties: plainProperties({ ...properties, ...(typeof Description === 'object' ? { Description } : {}) }) };
}
