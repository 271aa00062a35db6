/* eslint-disable no-bitwise */
import { join } from 'path';
import * as ts from 'typescript';

/** What users can construct and call, as TypeScript declares it: for the table that is checked at run time, and for tests about every property. */
export interface PublicApi {
  /** Structs: property to type. */
  readonly structs: { [name: string]: { [property: string]: string } };
  /** Classes: `new`, `factory()` for statics and `method` for methods, to their parameters. */
  readonly classes: { [name: string]: { [member: string]: Parameter[] } };
  /** Enums of this library: their values. */
  readonly enums: { [name: string]: string[] };
  /** Methods that override or implement one: parameters here and there. */
  readonly overrides: readonly Override[];
}

/** A method and the one of an ancestor. */
export interface Override {
  readonly method: string;
  readonly ancestor: string;
  readonly parameters: readonly string[];
  readonly inherited: readonly string[];
}

/** A type is written `string`, `string[]` (a list), `string{}` (a map); `?` marks what can be left out. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
}

const ROOT = join(__dirname, '..');

/** Reads it from src/index.ts. */
export function publicApi(): PublicApi {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    experimentalDecorators: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
  };
  // Comments are most of the declarations of aws-cdk-lib, and say nothing about types.
  const host = Object.assign(ts.createCompilerHost(options), { jsDocParsingMode: ts.JSDocParsingMode.ParseNone });
  const program = ts.createProgram([join(ROOT, 'src/index.ts')], options, host);
  return new Reader(program.getTypeChecker()).read(program.getSourceFile(join(ROOT, 'src/index.ts'))!);
}

class Reader {
  private readonly structs: { [name: string]: { [property: string]: string } } = {};
  private readonly classes: { [name: string]: { [member: string]: Parameter[] } } = {};
  private readonly enums: { [name: string]: string[] } = {};
  private readonly overrides: Override[] = [];

  constructor(private readonly checker: ts.TypeChecker) {}

  public read(index: ts.SourceFile): PublicApi {
    this.module(this.checker.getSymbolAtLocation(index)!);
    return { structs: sorted(this.structs), classes: sorted(this.classes), enums: sorted(this.enums), overrides: this.overrides };
  }

  private module(module: ts.Symbol): void {
    for (const exported of this.checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations![0];
      if (ts.isSourceFile(declaration)) { this.module(symbol); continue; }
      if (ts.isInterfaceDeclaration(declaration) && !/^I[A-Z]/.test(symbol.name)) { this.struct(this.checker.getDeclaredTypeOfSymbol(symbol)); }
      if (ts.isClassDeclaration(declaration)) { this.class(declaration); }
      if (ts.isEnumDeclaration(declaration)) { this.enum(symbol); }
    }
  }

  private class(declaration: ts.ClassDeclaration): void {
    const members: { [member: string]: Parameter[] } = {};
    for (const member of declaration.members) {
      const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member)?.map(modifier => modifier.kind) ?? [] : [];
      if (modifiers.includes(ts.SyntaxKind.PrivateKeyword) || modifiers.includes(ts.SyntaxKind.ProtectedKeyword)) { continue; }
      if (ts.isConstructorDeclaration(member)) { members.new = this.parameters(member); }
      if (ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) && !member.name.text.startsWith('_')) {
        members[modifiers.includes(ts.SyntaxKind.StaticKeyword) ? `${member.name.text}()` : member.name.text] = this.parameters(member);
      }
    }
    this.classes[declaration.name!.text] = members;
    this.compare(declaration);
    // A base class that is not exported has methods for users all the same.
    const base = declaration.heritageClauses?.find(clause => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0].expression;
    const [parent] = (base && this.checker.getTypeAtLocation(base).symbol?.declarations) ?? [];
    if (parent && ts.isClassDeclaration(parent) && isOfThePackage(parent) && !this.classes[parent.name!.text]) { this.class(parent); }
  }

  /** Python passes parameters by keyword, so an override under other names is another method. */
  private compare(declaration: ts.ClassDeclaration): void {
    const namesOf = (method: ts.SignatureDeclaration) => method.parameters.map(({ name }) => name.getText().replace(/^_/, ''));
    const own = declaration.members.filter(ts.isMethodDeclaration);
    for (const ancestor of this.ancestors(this.checker.getTypeAtLocation(declaration))) {
      for (const method of own) {
        const inherited = ancestor.symbol?.members?.get(ts.escapeLeadingUnderscores(method.name.getText()))?.valueDeclaration;
        if (!inherited || !(ts.isMethodDeclaration(inherited) || ts.isMethodSignature(inherited))) { continue; }
        this.overrides.push({
          method: `${declaration.name!.text}.${method.name.getText()}`, ancestor: ancestor.symbol.name, parameters: namesOf(method), inherited: namesOf(inherited),
        });
      }
    }
  }

  private ancestors(type: ts.Type): ts.Type[] {
    const clauses = type.symbol?.declarations?.flatMap(declaration =>
      ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) ? [...declaration.heritageClauses ?? []] : []) ?? [];
    const parents = clauses.flatMap(clause => clause.types.map(parent => this.checker.getTypeAtLocation(parent)));
    return parents.flatMap(parent => [parent, ...this.ancestors(parent)]);
  }

  private parameters(declaration: ts.SignatureDeclaration): Parameter[] {
    return declaration.parameters.map(parameter => ({
      name: parameter.name.getText(),
      type: this.typeName(this.checker.getTypeAtLocation(parameter), parameter.questionToken !== undefined || parameter.initializer !== undefined),
    }));
  }

  private struct(type: ts.Type): void {
    const name = type.symbol.name;
    if (this.structs[name]) { return; }
    this.structs[name] = {};
    for (const property of type.getProperties()) {
      if (!isOfThePackage(property.declarations![0])) { this.structs[name]['...'] = 'any?'; continue; }
      const declared = this.checker.getTypeOfSymbol(property);
      this.structs[name][property.name] = this.typeName(declared, (property.flags & ts.SymbolFlags.Optional) !== 0);
    }
  }

  private enum(symbol: ts.Symbol): void {
    this.enums[symbol.name] = [...symbol.exports!.values()]
      .map(member => `${this.checker.getConstantValue(member.valueDeclaration as ts.EnumMember)}`);
  }

  private typeName(declared: ts.Type, optional: boolean): string {
    return `${this.required(this.checker.getNonNullableType(declared))}${optional ? '?' : ''}`;
  }

  private required(type: ts.Type): string {
    if (this.checker.isArrayType(type)) { return `${this.required(this.checker.getTypeArguments(type as ts.TypeReference)[0])}[]`; }
    const values = type.getStringIndexType();
    if (values && !type.symbol?.declarations?.some(ts.isInterfaceDeclaration)) { return `${this.required(values)}{}`; }
    if (type.flags & ts.TypeFlags.BooleanLike) { return 'boolean'; }
    if (type.flags & ts.TypeFlags.EnumLike || type.symbol?.flags & ts.SymbolFlags.Enum) { return (type.aliasSymbol ?? type.symbol).name; }
    if (type.flags & ts.TypeFlags.Any) { return 'any'; }
    // A struct of the CDK, which checks it itself.
    if (type.symbol && !isOfThePackage(type.symbol.declarations![0]) && /(Props|Options)$|^BlockDevice$/.test(type.symbol.name)) { return 'object'; }
    return type.symbol?.name ?? this.checker.typeToString(type);
  }
}

const isOfThePackage = (node: ts.Node): boolean => node.getSourceFile().fileName.startsWith(join(ROOT, 'src'));

const sorted = <T>(record: { [name: string]: T }): { [name: string]: T } =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1));

/** The source of src/private/declared-types.ts. */
export function declaredTypes(api = publicApi()): string {
  const arguments_ = Object.values(api.classes).flatMap(members => Object.values(members).flat());
  const structs = reachable(api, arguments_.map(({ type }) => baseOf(type)));
  const used = new Set([...[...structs].flatMap(struct => Object.values(api.structs[struct])), ...arguments_.map(({ type }) => type)].map(baseOf));
  const enums = Object.keys(api.enums).filter(name => used.has(name));
  const quoted = (name: string) => /^\w+$/.test(name) ? name : `'${name}'`;
  const line = (name: string, of: { [name: string]: string }) =>
    `  ${quoted(name)}: { ${Object.entries(of).map(([key, value]) => `${quoted(key)}: '${value}'`).join(', ')} },`;
  const signature = (parameters: readonly Parameter[]) => parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
  return `/* Generated from the declarations of src/index.ts: npx tsx tools/generate-declared-types.ts.
 * A type is written \`string\`, \`string[]\` (a list), \`string{}\` (a map); \`?\` can be left out. */
/* eslint-disable max-len */

type Table<T> = { readonly [name: string]: T };

/** Structs: property to type. \`...\` is for properties of the CDK's own structs, which are not listed. */
export const STRUCTS: Table<Table<string>> = {
${[...structs].sort().map(name => line(name, api.structs[name])).join('\n')}
};

/** Enums: their values. */
export const ENUMS: Table<readonly string[]> = {
${enums.map(name => `  ${name}: [${api.enums[name].map(value => `'${value}'`).join(', ')}],`).join('\n')}
};

/** Classes: parameters of the constructor (\`new\`), of factories (\`name()\`) and of methods. */
export const CLASSES: Table<Table<string>> = {
${Object.entries(api.classes).filter(([, members]) => Object.keys(members).length > 0)
  .map(([name, members]) => line(name, Object.fromEntries(Object.entries(members).map(([member, parameters]) => [member, signature(parameters)])))).join('\n')}
};
`;
}

/** `string[]?` → `string`. */
export const baseOf = (type: string): string => type.replace(/(\?|\[\]|\{\})+$/, '');

function reachable(api: PublicApi, types: readonly string[], found = new Set<string>()): Set<string> {
  for (const type of types) {
    if (!api.structs[type] || found.has(type)) { continue; }
    found.add(type);
    reachable(api, Object.values(api.structs[type]).map(baseOf), found);
  }
  return found;
}
