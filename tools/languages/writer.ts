import { Assemblies } from './assemblies';
import { KEY, KeyMatrix } from './key-matrix';
import { Value } from './values';

type Of<Is extends Value['is']> = Extract<Value, { readonly is: Is }>;

/** Writes the program of a language that makes every key, and gives it to every call. */
export abstract class Writer {
  constructor(protected readonly assemblies: Assemblies) {}

  /** Files of the program by name. It is started with the file of cells and the output directory. */
  public abstract program(matrix: KeyMatrix): { readonly [file: string]: string };

  protected value(value: Value): string {
    switch (value.is) {
      case 'text': return this.text(value.text);
      case 'number': return this.number(value.number);
      case 'variable': return value.as ? this.cast(value.name, value.as) : value.name;
      case 'list': return this.list(value);
      case 'struct': return value.type === 'map' ? this.map(value) : this.struct(value);
      case 'new': return this.created(value);
      case 'static': return this.staticCall(value);
      case 'constant': return this.constant(value);
      case 'method': return `${this.value(value.on)}.${this.methodName(value.method)}(${this.args(value.args, this.parameters(value.type, value.method))})`;
      case 'property': return this.property(value);
    }
  }

  protected text(value: string): string { return JSON.stringify(value); }
  protected number(value: number): string { return `${value}`; }
  protected methodName(name: string): string { return name; }
  /** The arguments of a call; how many parameters it has. */
  protected args(args: readonly Value[], _parameters: number): string { return args.map(arg => this.value(arg)).join(', '); }
  protected created({ type, args }: Of<'new'>): string { return `new ${this.type(type)}(${this.args(args, this.assemblies.parameters(type).length)})`; }
  protected staticCall({ type, method, args }: Of<'static'>): string {
    return `${this.type(type)}.${this.methodName(method)}(${this.args(args, this.parameters(type, method))})`;
  }
  protected constant({ type, name }: Of<'constant'>): string { return `${this.type(type)}.${name}`; }
  protected property({ on, name }: Of<'property'>): string { return `${this.value(on)}.${this.methodName(name)}`; }

  /** How many arguments a caller that leaves nothing out gives. */
  protected parameters(type: string, method: string): number {
    return (this.assemblies.method(type, method).parameters ?? []).filter(({ variadic }) => !variadic).length;
  }

  /** The interface that a typed language sees of a key. */
  protected keyType(type: string): string { return this.type(this.assemblies.isA(type, KEY) ? KEY : type); }

  protected abstract type(fqn: string): string;
  protected abstract cast(name: string, type: string): string;
  protected abstract list(value: Of<'list'>): string;
  protected abstract map(value: Of<'struct'>): string;
  protected abstract struct(value: Of<'struct'>): string;
}

const capital = (name: string) => name[0].toUpperCase() + name.slice(1);
const isStruct = (value: Value | undefined): value is Of<'struct'> => value?.is === 'struct' && value.type !== 'map';

export class JavaScript extends Writer {
  public program({ kinds, helpers }: KeyMatrix): { [file: string]: string } {
    return {
      'keys.js': `const cdk = require('aws-cdk-lib');
const keysmith = require('cdk-keysmith');
const { readFileSync, writeFileSync } = require('fs');
const KINDS = {
${kinds.map(({ name, value }) => `  ${this.text(name)}: stack => ${this.value(value)},`).join('\n')}
};
const HELPERS = {
${helpers.map(({ name, value }) => `  ${this.text(name)}: (stack, key) => ${this.value(value)},`).join('\n')}
};
const [, , cells, out] = process.argv;
for (const cell of readFileSync(cells, 'utf8').trim().split('\\n')) {
  const [folder, kind, helper, region] = cell.split('\\t');
  const app = new cdk.App({ outdir: \`\${out}/\${folder}\`, analyticsReporting: false });
  const stack = new cdk.Stack(app, 'Stack', { env: { account: '111122223333', region } });
  try {
    HELPERS[helper](stack, KINDS[kind](stack));
    app.synth();
  } catch (error) {
    writeFileSync(\`\${out}/\${folder}.error\`, error.message);
  }
}
`,
    };
  }

  protected type(fqn: string): string { return fqn.replace(/^aws-cdk-lib/, 'cdk').replace(/^cdk-keysmith/, 'keysmith'); }
  protected cast(name: string): string { return name; }
  protected list({ items }: Of<'list'>): string { return `[${items.map(item => this.value(item)).join(', ')}]`; }
  protected map(value: Of<'struct'>): string { return this.struct(value); }
  protected struct({ properties }: Of<'struct'>): string {
    return `{ ${Object.entries(properties).map(([name, value]) => `${this.text(name)}: ${this.value(value)}`).join(', ')} }`;
  }
}

export class Python extends Writer {
  public program({ kinds, helpers }: KeyMatrix): { [file: string]: string } {
    return {
      'keys.py': `import sys

import aws_cdk
import cdk_keysmith
from aws_cdk import ${[...this.submodules(kinds.map(({ value }) => this.value(value)).concat(helpers.map(({ value }) => this.value(value))))].join(', ')}

KINDS = {
${kinds.map(({ name, value }) => `    ${this.text(name)}: lambda stack: ${this.value(value)},`).join('\n')}
}
HELPERS = {
${helpers.map(({ name, value }) => `    ${this.text(name)}: lambda stack, key: ${this.value(value)},`).join('\n')}
}
cells, out = sys.argv[1:]
for cell in open(cells).read().splitlines():
    folder, kind, helper, region = cell.split("\\t")
    app = aws_cdk.App(outdir=f"{out}/{folder}", analytics_reporting=False)
    stack = aws_cdk.Stack(app, "Stack", env=aws_cdk.Environment(account="111122223333", region=region))
    try:
        HELPERS[helper](stack, KINDS[kind](stack))
        app.synth()
    except Exception as error:
        open(f"{out}/{folder}.error", "w").write(str(error))
`,
    };
  }

  /** The same calls with types, for a checker of types: a function for each kind of key and each call. */
  public typed({ kinds, helpers }: KeyMatrix): string {
    const functions = [
      ...kinds.map(({ name, type, value }) => ({ name, takes: '', gives: this.type(type), code: this.value(value) })),
      ...helpers.map(({ name, takes, value }) => ({ name, takes: `, key: ${this.type(takes)}`, gives: 'object', code: this.value(value) })),
    ].map(({ name, takes, gives, code }) => `def ${name.replace(/\W+/g, '_')}(stack: aws_cdk.Stack${takes}) -> ${gives}:\n    return ${code}\n`);
    const modules = [...new Set(functions.flatMap(code => [...code.matchAll(/\baws_cdk\.([a-z]\w+)\./g)].map(([, module]) => module)))].sort();
    return ['import aws_cdk', `from aws_cdk import ${modules.join(', ')}`, 'import cdk_keysmith', '', ...functions].join('\n');
  }

  protected type(fqn: string): string {
    const { targets } = this.assemblies.place(fqn);
    return `${targets.python!.module}.${fqn.split('.').pop()}`;
  }
  protected cast(name: string): string { return name; }
  protected methodName(name: string): string { return snake(name); }
  protected args(args: readonly Value[]): string {
    const last = args.at(-1);
    if (!isStruct(last)) { return args.map(arg => this.value(arg)).join(', '); }
    return [...args.slice(0, -1).map(arg => this.value(arg)), ...this.keywords(last)].join(', ');
  }
  protected created({ type, args }: Of<'new'>): string { return `${this.type(type)}(${this.args(args)})`; }
  protected list({ items }: Of<'list'>): string { return `[${items.map(item => this.value(item)).join(', ')}]`; }
  protected map({ properties }: Of<'struct'>): string {
    return `{${Object.entries(properties).map(([name, value]) => `${this.text(name)}: ${this.value(value)}`).join(', ')}}`;
  }
  protected struct(value: Of<'struct'>): string { return `${this.type(value.type)}(${this.keywords(value).join(', ')})`; }

  private keywords({ properties }: Of<'struct'>): string[] { return Object.entries(properties).map(([name, value]) => `${snake(name)}=${this.value(value)}`); }

  private submodules(code: readonly string[]): ReadonlySet<string> {
    return new Set(code.flatMap(one => [...one.matchAll(/\baws_cdk\.(aws_\w+)\./g)].map(([, module]) => module)).sort());
  }
}

const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();

export class Java extends Writer {
  public program({ kinds, helpers }: KeyMatrix): { [file: string]: string } {
    const methods = kinds.map(({ value, type }, index) => `    private static Object kind${index}(final Stack stack) {
        ${this.keyType(type)} key = ${this.value(value)};
        return key;
    }`).concat(helpers.map(({ value }, index) => `    private static void helper${index}(final Stack stack, final Object key) {
        ${this.value(value)};
    }`));
    return {
      'src/main/java/keys/Keys.java': `package keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;

public final class Keys {
${methods.join('\n')}
    public static void main(final String[] args) throws Exception {
        Map<String, Function<Stack, Object>> kinds = new HashMap<>();
${kinds.map(({ name }, index) => `        kinds.put(${this.text(name)}, Keys::kind${index});`).join('\n')}
        Map<String, BiConsumer<Stack, Object>> helpers = new HashMap<>();
${helpers.map(({ name }, index) => `        helpers.put(${this.text(name)}, Keys::helper${index});`).join('\n')}
        for (String cell : Files.readAllLines(Path.of(args[0]))) {
            String[] parts = cell.split("\\t");
            App app = new App(AppProps.builder().outdir(args[1] + "/" + parts[0]).analyticsReporting(false).build());
            Stack stack = new Stack(app, "Stack", StackProps.builder()
                .env(Environment.builder().account("111122223333").region(parts[3]).build()).build());
            try {
                helpers.get(parts[2]).accept(stack, kinds.get(parts[1]).apply(stack));
                app.synth();
            } catch (Exception error) {
                Files.writeString(Path.of(args[1], parts[0] + ".error"), String.valueOf(error.getMessage()));
            }
        }
    }
}
`,
    };
  }

  protected type(fqn: string): string { return `${this.assemblies.place(fqn).targets.java!.package}.${fqn.split('.').pop()}`; }
  protected cast(name: string, type: string): string { return `((${this.type(type)}) ${name})`; }
  protected property({ on, name }: Of<'property'>): string { return `${this.value(on)}.get${capital(name)}()`; }
  protected list({ items }: Of<'list'>): string { return `List.of(${items.map(item => this.value(item)).join(', ')})`; }
  protected map({ properties }: Of<'struct'>): string { return `Map.of(${Object.entries(properties).map(([name, value]) => `${this.text(name)}, ${this.value(value)}`).join(', ')})`; }
  protected struct({ type, properties }: Of<'struct'>): string {
    return `${this.type(type)}.builder()${Object.entries(properties).map(([name, value]) => `.${name}(${this.value(value)})`).join('')}.build()`;
  }
}

export class Go extends Writer {
  private readonly imports = new Set<string>();

  public program({ kinds, helpers }: KeyMatrix): { [file: string]: string } {
    const kindCode = kinds.map(({ name, value, type }) => `	${this.text(name)}: func(stack awscdk.Stack) interface{} { var key ${this.keyType(type)} = ${this.value(value)}; return key },`);
    const helperCode = helpers.map(({ name, value }) => `	${this.text(name)}: func(stack awscdk.Stack, key interface{}) { ${this.value(value)} },`);
    this.imports.add('github.com/aws/aws-cdk-go/awscdk/v2');
    return {
      'main.go': `package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/aws/jsii-runtime-go"
${[...this.imports].sort().map(path => `	${path.endsWith('/cdkkeysmith') ? 'keysmith ' : ''}"${path}"`).join('\n')}
)

var kinds = map[string]func(awscdk.Stack) interface{}{
${kindCode.join('\n')}
}

var helpers = map[string]func(awscdk.Stack, interface{}){
${helperCode.join('\n')}
}

func run(folder, kind, helper, region, out string) {
	defer func() {
		if refused := recover(); refused != nil {
			os.WriteFile(out+"/"+folder+".error", []byte(fmt.Sprint(refused)), 0o644)
		}
	}()
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(out + "/" + folder), AnalyticsReporting: jsii.Bool(false)})
	stack := awscdk.NewStack(app, jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String(region)},
	})
	helpers[helper](stack, kinds[kind](stack))
	app.Synth(nil)
}

func main() {
	defer jsii.Close()
	cells, _ := os.ReadFile(os.Args[1])
	for _, cell := range strings.Split(strings.TrimSpace(string(cells)), "\\n") {
		parts := strings.Split(cell, "\\t")
		run(parts[0], parts[1], parts[2], parts[3], os.Args[2])
	}
}
`,
    };
  }

  protected text(value: string): string { return JSON.stringify(value); }
  protected value(value: Value): string {
    if (value.is === 'text') { return `jsii.String(${this.text(value.text)})`; }
    return super.value(value);
  }
  protected number(value: number): string { return `jsii.Number(${value})`; }
  protected methodName(name: string): string { return capital(name); }
  protected args(args: readonly Value[], parameters: number): string {
    return [...args.map(arg => this.value(arg)), ...Array.from({ length: Math.max(0, parameters - args.length) }, () => 'nil')].join(', ');
  }
  protected created({ type, args }: Of<'new'>): string {
    const { name, packageName } = this.named(type);
    return `${packageName}.New${name}(${this.args(args, this.assemblies.parameters(type).length)})`;
  }
  protected staticCall({ type, method, args }: Of<'static'>): string { return `${this.type(type)}_${capital(method)}(${this.args(args, this.parameters(type, method))})`; }
  protected constant({ type, name }: Of<'constant'>): string { return `${this.type(type)}_${name}${this.assemblies.type(type).kind === 'enum' ? '' : '()'}`; }
  protected property({ on, name }: Of<'property'>): string { return `${this.value(on)}.${capital(name)}()`; }
  protected cast(name: string, type: string): string { return `${name}.(${this.type(type)})`; }
  protected list({ of, items }: Of<'list'>): string {
    if (!of) { return `jsii.Strings(${items.map(item => this.text((item as Of<'text'>).text)).join(', ')})`; }
    const pointer = this.assemblies.type(of).datatype ? '*' : '';
    return `&[]${pointer}${this.type(of)}{${items.map(item => this.value(item)).join(', ')}}`;
  }
  protected map({ properties }: Of<'struct'>): string {
    return `&map[string]*string{${Object.entries(properties).map(([name, value]) => `${this.text(name)}: ${this.value(value)}`).join(', ')}}`;
  }
  protected struct({ type, properties }: Of<'struct'>): string {
    return `&${this.type(type)}{${Object.entries(properties).map(([name, value]) => `${capital(name)}: ${this.value(value)}`).join(', ')}}`;
  }

  protected type(fqn: string): string {
    const { name, packageName } = this.named(fqn);
    return `${packageName}.${name}`;
  }

  private named(fqn: string): { readonly name: string; readonly packageName: string } {
    const { assembly, submodules } = this.assemblies.place(fqn);
    const name = fqn.split('.').pop()!;
    const [path, root] = MODULES[assembly];
    // A package in a package lies in its folder.
    const folders = submodules.map(submodule => submodule.targets.go?.packageName ?? submodule.fqn.split('.').pop()!.replace(/_/g, ''));
    const packageName = folders.at(-1) ?? root;
    this.imports.add([path, ...folders].join('/'));
    return { name, packageName };
  }
}

/** Import path of each assembly's root package in Go, and its name here. */
const MODULES: { readonly [assembly: string]: readonly [string, string] } = {
  'aws-cdk-lib': ['github.com/aws/aws-cdk-go/awscdk/v2', 'awscdk'],
  'constructs': ['github.com/aws/constructs-go/constructs/v10', 'constructs'],
  'cdk-keysmith': ['github.com/cdk-keysmith/cdk-keysmith-go/cdkkeysmith', 'keysmith'],
};

export class CSharp extends Writer {
  public program({ kinds, helpers }: KeyMatrix): { [file: string]: string } {
    return {
      'Program.cs': `using System;
using System.Collections.Generic;
using System.IO;
using Amazon.CDK;

var kinds = new Dictionary<string, Func<Stack, object>>
{
${kinds.map(({ name, value, type }) => `    [${this.text(name)}] = stack => { ${this.keyType(type)} key = ${this.value(value)}; return key; },`).join('\n')}
};
var helpers = new Dictionary<string, Action<Stack, object>>
{
${helpers.map(({ name, value }) => `    [${this.text(name)}] = (stack, key) => { ${this.statement(value)} },`).join('\n')}
};
foreach (var cell in File.ReadAllLines(args[0]))
{
    var parts = cell.Split('\\t');
    var app = new App(new AppProps { Outdir = $"{args[1]}/{parts[0]}", AnalyticsReporting = false });
    var stack = new Stack(app, "Stack", new StackProps { Env = new Amazon.CDK.Environment { Account = "111122223333", Region = parts[3] } });
    try
    {
        helpers[parts[2]](stack, kinds[parts[1]](stack));
        app.Synth();
    }
    catch (Exception error)
    {
        File.WriteAllText($"{args[1]}/{parts[0]}.error", error.Message);
    }
}
`,
    };
  }

  protected type(fqn: string): string {
    const { targets } = this.assemblies.place(fqn);
    return `${targets.dotnet!.namespace}.${fqn.split('.').pop()}`;
  }
  protected methodName(name: string): string { return capital(name); }
  protected cast(name: string, type: string): string { return `((${this.type(type)})${name})`; }
  protected list({ of, items }: Of<'list'>): string { return `new${of ? ` ${this.type(of)}` : ''}[] { ${items.map(item => this.value(item)).join(', ')} }`; }
  protected map({ properties }: Of<'struct'>): string {
    return `new Dictionary<string, string> { ${Object.entries(properties).map(([name, value]) => `[${this.text(name)}] = ${this.value(value)}`).join(', ')} }`;
  }
  protected struct({ type, properties }: Of<'struct'>): string {
    return `new ${this.type(type)} { ${Object.entries(properties).map(([name, value]) => `${capital(name)} = ${this.value(value)}`).join(', ')} }`;
  }

  private statement(value: Value): string { return `${value.is === 'new' ? '_ = ' : ''}${this.value(value)};`; }
}
