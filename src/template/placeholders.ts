import { opaque } from '../iam/symbols';

/*
 * What stands in the texts of a template for a value that others fill in: CloudFormation a dynamic reference, the tool that makes the template a variable of its own.
 */

/**
 * A variable of the Serverless Framework, `${self:custom.alias}`, by where its value comes from. Policy variables such as ${aws:username} are IAM's.
 * https://www.serverless.com/framework/docs/guides/variables
 */
const VARIABLE = /\$\{((?:self|opt|env|param|ssm|cf|sls|git|file|strToBool)(?:[:(]|\([^)]*\):)(?:[^{}]|\{[^{}]*\})*)\}/g;
export const isVariable = (name: string): boolean => /^(self|opt|env|param|ssm|cf|sls|git|file|strToBool)[:(]/.test(name);

/** `{{resolve:ssm:name}}` is CloudFormation's; others, such as `{{ alias }}`, are those of Jinja and its like. */
const REFERENCE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The text with a symbol for each. */
export function withoutPlaceholders(text: string): string {
  const filled = text.includes('{{')
    ? text.replace(REFERENCE, (_, name: string) => opaque(name.startsWith('resolve:') ? `dynamic reference ${name.slice('resolve:'.length)}` : name || 'value')) : text;
  return filled.includes('${') ? filled.replace(VARIABLE, (_, name: string) => opaque(name)) : filled;
}
