import { existsSync, readFileSync } from 'fs';
import { resolve } from 'path';
import { App } from '../../src/app/app';
import { Policies, Policy } from '../../src/iam/decide';
import { isRecord } from '../../src/private/policy-json';
import { parseTemplate } from '../read/parse-template';
import { quoted, UserError } from '../user-error';

export type OrganizationPolicies = Partial<Pick<Policies, 'serviceControl' | 'resourceControl'>>;

/** Policies of the organization, each from a file; all service control policies count as one level. */
export function readOrganization(app: App, scps: readonly string[], rcps: readonly string[], cwd: string): OrganizationPolicies {
  const read = (file: string): Policy => {
    const path = resolve(cwd, file);
    if (!existsSync(path)) { throw new UserError(`there is no policy file ${quoted(file)}`); }
    const { template } = parseTemplate(readFileSync(path, 'utf8'), file);
    if (!isRecord(template) || template.Statement === undefined) { throw new UserError(`${file}: is no policy: it has no Statement`); }
    const [key] = app.keys;
    return { name: file, statements: key ? app.readDocument(template, key.resource).decidable : undefined };
  };
  return {
    ...(scps.length > 0 ? { serviceControl: [scps.map(read)] } : {}),
    ...(rcps.length > 0 ? { resourceControl: rcps.map(read) } : {}),
  };
}
