import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack } from 'cdk-nag';
import { FindingSeverity, KmsChecks } from '../../src/checks';
import { packBase, PluginBase } from '../../src/checks/pack-base';

/** A project with a module of this name and content. */
function project(code?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  if (code !== undefined) {
    mkdirSync(join(folder, 'node_modules', 'cdk-nag'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', 'cdk-nag', 'index.js'), code);
  }
  return folder;
}

test('a project with cdk-nag 3 gets one of its packs', () => {
  expect(packBase()).toBe(NagPack);
  expect(new KmsChecks()).toBeInstanceOf(NagPack);
});

test.each([
  ['no cdk-nag', undefined],
  ['cdk-nag 2, whose packs are aspects', 'exports.NagPack = class { visit() {} };'],
  ['something else of that name', 'exports.other = 1;'],
  ['a cdk-nag that does not load', 'throw new Error("cannot find aws-cdk-lib");'],
])('a project with %s gets a plugin of the CDK', (_, code) => {
  expect(packBase([project(code)])).toBe(PluginBase);
});

test('the project is asked where the library cannot see cdk-nag, as with pnpm', () => {
  const folder = project();
  cpSync(join(__dirname, '..', '..', 'node_modules', 'cdk-nag', 'package.json'), join(folder, 'nothing.json'));
  const other = project('exports.NagPack = class { validateScope() {} };');
  expect(packBase([folder, other])).not.toBe(PluginBase);
});

describe('without cdk-nag', () => {
  class Pack extends PluginBase {
    public readonly name = 'Pack';
    constructor(props?: ConstructorParameters<typeof PluginBase>[1]) { super(undefined, props); this.packName = 'P'; }
    public validate() { return { success: true, violations: [] }; }
    public validateScope() { return { success: true, violations: [] }; }
    protected checkResource() { throw new Error('not called'); }
  }

  test('the pack has its name', () => { expect(new Pack().readPackName).toBe('P'); });

  test('what only cdk-nag does is refused', () => {
    expect(() => new Pack({ writeSuppressionsToCloudFormation: true })).toThrow("'writeSuppressionsToCloudFormation' is what cdk-nag 3 does for its packs, and the project has none");
  });
});

test('cdk-nag\'s words for severities are understood', () => {
  expect(Object.values(FindingSeverity).sort()).toEqual(Object.values(NagMessageLevel).sort());
  expect(new KmsChecks(undefined, { severities: { 'Keysmith-KeyRetained': NagMessageLevel.INFO as any } }).validateScope(new Stack(new App(), 'S')).success).toBe(true);
});
