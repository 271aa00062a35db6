import { hasSymbol, SYMBOLS } from '../../iam/symbols';
import { LIMITS } from '../../private/limits';
import { COMPLIANT, finding, rule } from '../rule';

/** Of the part after `alias/` too (API_CreateAlias). */
const NAME = /^alias\/[a-zA-Z0-9:/_-]+$/;

export const ALIAS_NAME = rule({
  id: 'AliasName',
  title: 'Aliases have a name that KMS accepts',
  info: 'KMS refuses the name of the alias, so the deployment fails.',
  explanation: "An alias starts with 'alias/', not with 'alias/aws/', which AWS reserves for its managed keys, holds letters, digits and : / _ - and is at most 256 "
    + 'characters long.',
  page: 'kms/latest/APIReference/API_CreateAlias.html',
  fix: 'Name the alias alias/application-environment.',
  level: 'error',
  subject: 'alias',
  check: ({ name }) => {
    const symbolic = hasSymbol(name);
    const known = symbolic ? name.split('${')[0] : name;
    if (name.startsWith('alias/aws/') || name === 'alias/aws') { return [finding("starts with 'alias/aws/', which AWS reserves")]; }
    if (!'alias/'.startsWith(known.slice(0, 'alias/'.length))) { return [finding(`'${name}' does not start with 'alias/'`)]; }
    // What is known of a name is judged; the rest has at least one letter, or begins the name.
    if (symbolic && !known.startsWith('alias/')) { return COMPLIANT; }
    const text = symbolic ? name.replace(SYMBOLS, 'x') : name;
    return NAME.test(text) && text.length <= LIMITS.aliasLength.max ? COMPLIANT : [finding(`'${name}' is no name of an alias`)];
  },
});
