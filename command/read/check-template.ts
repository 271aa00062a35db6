import { existsSync } from 'fs';
import { resolve } from 'path';
import { ParsedTemplate } from './parse-template';
import { isRecord } from '../../src/private/policy-json';
import { Template } from '../../src/template/template';
import { quoted, UserError } from '../user-error';

/** A nested stack whose template is not in the assembly would be read as one without keys. */
export function checkNested({ resources, title }: Template, folder: string): void {
  for (const [logicalId, { Type, Metadata }] of Object.entries(resources)) {
    const path = Type === 'AWS::CloudFormation::Stack' ? Metadata?.['aws:asset:path'] : undefined;
    if (typeof path === 'string' && !existsSync(resolve(folder, path)) && !existsSync(resolve(folder, '..', path))) {
      throw new UserError(`${title}/${logicalId}: the template of the nested stack, ${quoted(path)}, is not there; run 'cdk synth' again`);
    }
  }
}

const KEY_TYPES: readonly unknown[] = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'];

/** A statement that is no mapping is none that anybody can read. */
function checkStatements(logicalId: string, properties: unknown, at: () => string): void {
  const policy = isRecord(properties) ? properties.KeyPolicy : undefined;
  const statements = isRecord(policy) ? policy.Statement : undefined;
  const list = Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
  if (Array.isArray(policy) || list.some(one => !isRecord(one))) { throw new UserError(`${at()}: the key policy of ${quoted(logicalId)} holds what is no statement`); }
}

/** What is no resource would be read as one without properties. */
export function checkResources({ template, lineOf }: ParsedTemplate, file: string): void {
  for (const [logicalId, resource] of Object.entries((template as { Resources: object }).Resources)) {
    if (logicalId.startsWith('Fn::')) { continue; }
    const at = () => `${file}:${lineOf(['Resources', logicalId])}`;
    if (!isRecord(resource) || typeof resource.Type !== 'string') { throw new UserError(`${at()}: the resource ${quoted(logicalId)} has no Type`); }
    if (resource.Properties !== undefined && !isRecord(resource.Properties)) { throw new UserError(`${at()}: the Properties of ${quoted(logicalId)} are no mapping`); }
    if (KEY_TYPES.includes(resource.Type)) { checkStatements(logicalId, resource.Properties, at); }
  }
}
