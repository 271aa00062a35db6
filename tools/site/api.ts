import { readFileSync } from 'fs';
import { join } from 'path';
import { Item } from './navigation';
import { outsideCode, Page } from './pages';
import { wholeFile } from '../snippets/whole-file';

type Docs = { readonly [tag in 'summary' | 'remarks' | 'default' | 'example' | 'see' | 'returns' | 'deprecated']?: string };
interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}
interface Value { readonly name: string; readonly type: TypeReference; readonly optional?: boolean; readonly docs?: Docs }
interface Property extends Value { readonly static?: boolean; readonly const?: boolean; readonly protected?: boolean }
interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly parameters?: readonly Value[];
  readonly returns?: { readonly type: TypeReference };
  readonly docs?: Docs;
}
interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly namespace?: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly docs?: Docs;
  readonly initializer?: { readonly parameters?: readonly Value[]; readonly docs?: Docs };
  readonly properties?: readonly Property[];
  readonly methods?: readonly Method[];
  readonly members?: readonly { readonly name: string; readonly docs?: Docs }[];
}

const byName = <T extends { readonly name: string }>(a: T, b: T): number => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();

/** The reference of the API from its jsii assembly: a page for each type. */
export class Api {
  private readonly types: ReadonlyMap<string, Type>;

  constructor(assembly = join(__dirname, '..', '..', '.jsii')) {
    const { types } = JSON.parse(readFileSync(assembly, 'utf8')) as { types: { [fqn: string]: Type } };
    this.types = new Map(Object.values(types).sort(byName).map(type => [type.fqn, type]));
  }

  public pages(): Page[] {
    return [{ path: 'api/index', markdown: this.overview() }, ...this.all().map(type => ({ path: this.path(type), markdown: this.page(type) }))];
  }

  public sidebar(): Item[] {
    return this.groups().map(([text, types]) => ({ text, items: types.map(type => ({ text: type.name, link: `/${this.path(type)}` })) }));
  }

  private all(): Type[] { return [...this.types.values()]; }

  private path = (type: Type): string => `api/${type.namespace ? `${type.namespace}.` : ''}${type.name}`;

  private groups(): [title: string, types: Type[]][] {
    const of = (test: (type: Type) => boolean) => this.all().filter(test);
    return [
      ['Constructs and classes', of(({ kind, namespace }) => kind === 'class' && !namespace)],
      ['Mixins', of(({ namespace }) => namespace !== undefined)],
      ['Interfaces', of(({ kind, datatype }) => kind === 'interface' && !datatype)],
      ['Enumerations', of(({ kind }) => kind === 'enum')],
      ['Properties', of(({ kind, datatype }) => kind === 'interface' && datatype === true)],
    ];
  }

  private overview(): string {
    return ['# API by class', '', 'Every public type has a page. Names are as in TypeScript; [languages](/languages.md) shows how the other languages spell them.', '',
      ...this.groups().flatMap(([title, types]) => [`## ${title}`, '', '| | |', '|---|---|',
        ...types.map(type => `| [${type.name}](/${this.path(type)}.md) | ${cell(this.text(type.docs?.summary))} |`), ''])].join('\n');
  }

  private page(type: Type): string {
    const { docs } = type;
    const kind = type.kind === 'enum' ? 'enumeration' : type.kind === 'interface' ? type.datatype ? 'properties' : 'interface' : 'class';
    return [
      `# ${type.name}`,
      '',
      ...docs?.deprecated ? [`::: warning Deprecated\n${this.text(docs.deprecated)}\n:::`, ''] : [],
      this.text(docs?.summary), '',
      ...docs?.remarks ? [this.text(docs.remarks), ''] : [],
      [
        `In TypeScript: ${kind} \`${type.namespace ? `${type.namespace}.` : ''}${type.name}\``,
        ...type.base ? [`extends ${this.link(type.base)}`] : [],
        ...type.interfaces?.length ? [`${type.kind === 'interface' ? 'extends' : 'implements'} ${type.interfaces.map(name => this.link(name)).join(', ')}`] : [],
      ].join('; ') + '.', '',
      ...this.see(docs),
      ...docs?.example ? ['## Example', '', '```ts', wholeFile(`${docs.example}\n`).trimEnd(), '```', ''] : [],
      ...type.initializer ? this.initializer(type) : [],
      ...type.members ? ['## Members', '', '| Name | Description |', '|---|---|', ...type.members.map(({ name, docs: its }) => `| \`${name}\` | ${cell(this.sentences(its))} |`), ''] : [],
      ...type.datatype ? this.properties('Properties', this.propertiesOf(type)) : this.members(type),
    ].join('\n');
  }

  private initializer(type: Type): string[] {
    const parameters = type.initializer!.parameters ?? [];
    const props = parameters.map(({ type: { fqn } }) => fqn ? this.types.get(fqn) : undefined).find(found => found?.datatype);
    return [
      '## Constructor', '', `\`new ${type.name}(${this.signature(parameters)})\``, '',
      ...type.initializer!.docs?.summary ? [this.sentences(type.initializer!.docs), ''] : [],
      ...props ? this.properties(`Properties of the constructor (${props.name})`, this.propertiesOf(props)) : [],
    ];
  }

  private members(type: Type): string[] {
    const open = <T extends { readonly protected?: boolean }>(values: readonly T[] | undefined): T[] => (values ?? []).filter(value => !value.protected);
    const methods = open(type.methods);
    const properties = open(type.properties);
    const section = (title: string, values: readonly string[]): string[] => values.length > 0 ? [`## ${title}`, '', ...values] : [];
    return [
      ...section('Static methods', methods.filter(method => method.static).flatMap(method => this.method(method, type))),
      ...section('Methods', methods.filter(method => !method.static).flatMap(method => this.method(method, type))),
      ...this.table('Static properties', properties.filter(property => property.static)),
      ...this.table('Attributes', properties.filter(property => !property.static)),
      ...type.base && !this.types.has(type.base) && type.base !== 'constructs.Construct'
        ? [`Everything of [\`${type.base.split('.').pop()}\`](${cdk(type.base)}) is there as well.`, ''] : [],
    ];
  }

  private method(method: Method, type: Type): string[] {
    const { docs, parameters = [] } = method;
    const described = parameters.filter(parameter => parameter.docs?.summary);
    return [
      `### ${method.name}`, '',
      `\`${method.static ? `${type.name}.` : ''}${method.name}(${this.signature(parameters)})${method.returns ? `: ${this.typeText(method.returns.type)}` : ''}\``, '',
      this.sentences(docs), '',
      ...described.length > 0 ? [...described.map(parameter => `- \`${parameter.name}\`: ${this.sentences(parameter.docs)}`), ''] : [],
      ...docs?.returns ? [`Returns ${this.text(docs.returns)}`, ''] : [],
      ...parameters.flatMap(({ type: { fqn } }) => fqn && this.types.get(fqn)?.datatype ? [`Options: ${this.link(fqn)}.`, ''] : []),
      ...this.see(docs),
      ...docs?.example ? ['```ts', wholeFile(`${docs.example}\n`).trimEnd(), '```', ''] : [],
    ];
  }

  /** The properties of a struct with those that it takes over from others. */
  private propertiesOf(type: Type): Property[] {
    const inherited = (type.interfaces ?? []).flatMap(name => this.types.has(name) ? this.propertiesOf(this.types.get(name)!) : []);
    const all = new Map([...inherited, ...type.properties ?? []].map(property => [property.name, property]));
    return [...all.values()].sort((a, b) => Number(a.optional ?? false) - Number(b.optional ?? false) || byName(a, b));
  }

  private properties(title: string, properties: readonly Property[]): string[] {
    return [`## ${title}`, '', ...properties.flatMap(({ name, type, optional, docs }) => [
      `### ${name}`, '', `\`${name}${optional ? '?' : ''}: ${this.typeText(type)}\`${this.linksOf(type)}`, '',
      ...this.sentences(docs) ? [this.sentences(docs), ''] : [],
      ...docs?.default ? [`Default: ${this.text(docs.default).replace(/^- /, '')}`, ''] : optional ? [] : ['Required.', ''],
      ...this.see(docs),
    ])];
  }

  private table(title: string, properties: readonly Property[]): string[] {
    return properties.length === 0 ? [] : [`## ${title}`, '', '| Name | Type | Description |', '|---|---|---|',
      ...properties.map(({ name, type, docs }) => `| \`${name}\` | ${cell(`\`${this.typeText(type)}\``)} | ${cell(this.sentences(docs))} |`), ''];
  }

  private signature(parameters: readonly Value[]): string {
    return parameters.map(({ name, optional, type }) => `${name}${optional ? '?' : ''}: ${this.typeText(type)}`).join(', ');
  }

  private typeText({ primitive, fqn, collection, union }: TypeReference): string {
    if (fqn) { return fqn.split('.').pop()!; }
    if (union) { return union.types.map(type => this.typeText(type)).join(' | '); }
    if (collection) { return collection.kind === 'array' ? `${this.typeText(collection.elementtype)}[]` : `{ [key: string]: ${this.typeText(collection.elementtype)} }`; }
    return primitive!;
  }

  private linksOf(type: TypeReference): string {
    const name = type.fqn ?? type.collection?.elementtype.fqn;
    return name ? ` (${this.link(name)})` : '';
  }

  private link(fqn: string): string {
    const type = this.types.get(fqn);
    const name = fqn.split('.').pop()!;
    return type ? `[${name}](/${this.path(type)}.md)` : `[${name}](${cdk(fqn)})`;
  }

  private see(docs: Docs | undefined): string[] {
    return docs?.see ? [/^https:/.test(docs.see) ? `See [AWS documentation](${docs.see}).`.replace('AWS documentation', /docs\.aws/.test(docs.see) ? 'the AWS documentation' : docs.see) : `See ${this.text(docs.see)}`, ''] : [];
  }

  private sentences(docs: Docs | undefined): string { return [docs?.summary, docs?.remarks].filter(Boolean).map(part => this.text(part)).join('\n\n').trim(); }

  /** A doc comment as Markdown that stays text: links to types become links, and angle brackets no tags. */
  private text(comment: string | undefined): string {
    return outsideCode(comment ?? '', text => text.split(/(`[^`]*`)/).map((part, i) => i % 2 === 1 ? part : part
      .replace(/\{@link ([\w.]+)(?:\s*\|?\s*([^}]*))?\}/g, (_, name: string, label: string) => {
        const type = this.all().find(its => its.name === name.split('.')[0]);
        return type ? `[${label || name}](/${this.path(type)}.md)` : `\`${label || name}\``;
      })
      .replace(/</g, '&lt;').replace(/\{\{/g, '&#123;&#123;')).join('')).trim();
  }
}

/** Where the CDK documents one of its types. */
const cdk = (fqn: string): string => fqn.startsWith('constructs.')
  ? `https://docs.aws.amazon.com/cdk/api/v2/docs/constructs.${fqn.split('.').pop()}.html`
  : `https://docs.aws.amazon.com/cdk/api/v2/docs/${fqn}.html`;
