import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';

/** A package of others in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The texts of its licence and notice. */
  readonly texts: readonly string[];
}

/** The licences under which code may be bundled: what each asks for is met by shipping its text. */
const ACCEPTED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);
/** Whose texts the package does not ship: the licence's own, as SPDX has it. */
const RE_TEXT = /^(licen[cs]e|notice|copying)/i;

/** The packages that the inputs of a bundle lie in, by name and version. */
export function bundledPackages(root: string, inputs: readonly string[]): BundledPackage[] {
  const directories = new Set(inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const found = new Map<string, BundledPackage>();
  for (const directory of [...directories].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'));
    // A folder of another module format has a package.json without a name.
    if (!name || !version) { continue; }
    if (!ACCEPTED.has(license)) { throw new Error(`${name} ${version} has the licence ${license}, which is not accepted for bundling (tools/bundled-packages.ts)`); }
    const texts = readdirSync(join(root, directory)).filter(file => RE_TEXT.test(file)).sort().map(file => readFileSync(join(root, directory, file), 'utf8').trim());
    found.set(`${name}@${version}`, { name, version, license, texts });
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1);
}

/** Packages with the same text share it. */
export function licenseTexts(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, BundledPackage[]>();
  for (const one of packages) {
    const text = one.texts.join('\n\n') || `Licence: ${one.license}`;
    byText.set(text, [...byText.get(text) ?? [], one]);
  }
  return ['The files in assets/ contain code of these packages.', ...[...byText].map(([text, of]) =>
    `${'-'.repeat(80)}\n${of.map(({ name, version, license }) => `${name} ${version} (${license})`).join('\n')}\n\n${text}`)].join('\n\n') + '\n';
}

/** CycloneDX, without a time or a serial number, so that the same bundles give the same file. */
export function softwareBillOfMaterials(packages: readonly BundledPackage[]): string {
  const bom = new Models.Bom({
    components: new Models.ComponentRepository(packages.map(({ name, version, license }) => new Models.Component(Enums.ComponentType.Library, name, {
      version,
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      bomRef: `${name}@${version}`,
      licenses: new Models.LicenseRepository([new Models.SpdxLicense(license)]),
    }))),
  });
  return new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, { space: 2, sortLists: true }) + '\n';
}
