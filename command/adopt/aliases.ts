import { call, constant, json, Line, made, options } from './code';
import { valueCode } from './read-key';
import { attributeLines, retentionOf } from './resource-lines';
import { Alias, Key } from '../../src/app/model';

/** The aliases of a key, as the code of a construct has them. */
export interface WrittenAliases {
  /** The one that EncryptedKey makes itself. */
  readonly first?: Alias;
  readonly remarks: readonly string[];
  /** Makes the others; `key` is what names the key. */
  lines(key: string): readonly Line[];
}

/** What a construct takes as its alias; a name that a function makes is written as the template has it. */
const NAME = /^alias\/[A-Za-z0-9/_-]+$/;

/** The aliases of a key; `withFirst` where the construct makes one of them itself. */
export function aliasesOf(key: Key, withFirst = true): WrittenAliases {
  const here = key.aliases.filter(({ resource }) => resource.stack === key.resource.stack);
  const elsewhere = key.aliases.filter(alias => !here.includes(alias));
  const first = withFirst ? here.find(({ name }) => NAME.test(name)) : undefined;
  const others = here.filter(alias => alias !== first);
  return {
    first,
    lines: name => others.flatMap((alias, i) => aliasLines(alias, `alias${i + (first ? 2 : 1)}`, name)),
    remarks: elsewhere.map(({ name, resource }) => `The alias ${name} is in the stack ${resource.stack.title}, and stays there.`),
  };
}

function aliasLines({ resource: { logicalId, raw } }: Alias, variable: string, key: string): Line[] {
  const name = valueCode(raw.Properties?.AliasName);
  return [
    { variable, code: made('kms.CfnAlias', constant('scope'), json(logicalId), options([['aliasName', name], ['targetKeyId', constant(key)]])) },
    { code: call(`${variable}.applyRemovalPolicy`, constant(`RemovalPolicy.${retentionOf(raw)}`)) },
    { code: call(`${variable}.overrideLogicalId`, json(logicalId)) },
    ...attributeLines(variable, raw),
  ];
}
