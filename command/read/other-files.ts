import { extname } from 'path';
import { isRecord } from '../../src/private/policy-json';

/*
 * Files that are given for templates and are none: what they are, and what to give instead.
 */

type Json = { readonly [name: string]: unknown };
interface OtherFile {
  readonly is: (content: Json) => boolean;
  readonly words: string;
}

const isResource = (value: unknown): boolean => isRecord(value) && typeof value.Type === 'string' && /^(AWS|Custom)::/.test(value.Type);

const OTHERS: readonly OtherFile[] = [
  { is: ({ terraform_version: version }) => version !== undefined, words: "it is Terraform's" },
  {
    is: ({ service, provider, functions, resources }) => service !== undefined && (provider !== undefined || functions !== undefined || resources !== undefined),
    words: "it is of the Serverless Framework; run 'sls package' and give .serverless/cloudformation-template-update-stack.json",
  },
  { is: ({ artifacts, version }) => artifacts !== undefined && version !== undefined, words: 'it is the manifest of a cloud assembly; give the folder that it is in' },
  { is: ({ app, context }) => typeof app === 'string' && (context === undefined || isRecord(context)), words: "it is the configuration of a CDK app; run 'cdk synth' and give cdk.out" },
  { is: ({ version, files, dockerImages }) => version !== undefined && files !== undefined && dockerImages !== undefined, words: 'it lists the assets of a stack; give the folder that it is in' },
  { is: ({ version, tree }) => version !== undefined && isRecord(tree), words: 'it is the construct tree of a cloud assembly; give the folder that it is in' },
  { is: ({ apiVersion, kind }) => apiVersion !== undefined && kind !== undefined, words: 'it is a manifest of Kubernetes' },
  { is: ({ openapi, swagger }) => (openapi ?? swagger) !== undefined, words: 'it is the description of an API' },
  { is: ({ typeName, properties }) => typeof typeName === 'string' && isRecord(properties), words: 'it is the schema of a resource type' },
  { is: ({ services, version, volumes }) => isRecord(services) && (version ?? volumes) !== undefined, words: "it is Docker Compose's" },
  { is: ({ Statement }) => Statement !== undefined, words: 'it is a policy; give the template that has it' },
  { is: ({ Parameters, StackName }) => Parameters !== undefined || StackName !== undefined, words: 'it holds parameters; give the template, and this file with --parameters' },
  {
    is: content => Object.keys(content).length > 0 && Object.values(content).every(isResource),
    words: 'it has resources but no Resources: a part from which a tool makes a template; give what that tool makes',
  },
];

/** Why a parsed file is no template. */
export function whatItIs(content: unknown): string {
  if (Array.isArray(content) && content.length > 0 && content.every(one => isRecord(one) && one.ParameterKey !== undefined)) {
    return 'it holds parameters; give the template, and this file with --parameters';
  }
  return (isRecord(content) ? OTHERS.find(({ is }) => is(content))?.words : undefined) ?? 'it has no Resources';
}

const PROGRAMS: { readonly [ending: string]: string } = {
  '.tf': "it is Terraform's",
  '.bicep': "it is Bicep's",
  ...Object.fromEntries(['.ts', '.js', '.mjs', '.py', '.java', '.cs', '.go'].map(ending => [ending, "it is a program; run 'cdk synth' and give cdk.out"])),
};

/** What a file is by its ending, where that is of no data. */
export const whatProgram = (file: string): string | undefined => PROGRAMS[extname(file).toLowerCase()];
