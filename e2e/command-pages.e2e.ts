/*
 * The pages of the keysmith command in a real browser: 5 keys and 500, light, dark, on a phone and on paper; readable without script and without
 * network, by keyboard, and without a finding of axe. Writes the screenshots of docs/images.
 *
 * Run: npx tsx e2e/command-pages.e2e.ts   (needs Chromium)
 */
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { pathToFileURL } from 'url';
import { Browser, chromium, Page } from 'playwright-core';
import { Checks, equal } from './support/check';
import { run } from '../command/program';
import { largeApp } from '../test/support/large-template';
import { sampleApp } from '../test/support/sample-app';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const IMAGES = join(__dirname, '..', 'docs', 'images');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const checks = new Checks();
const check = (name: string, holds: boolean): void => { void checks.check(name, async () => equal(holds, true)); };

const SIZES = { wide: { width: 1200, height: 900 }, phone: { width: 390, height: 844 } } as const;

async function write(cwd: string, args: readonly string[]): Promise<string> {
  const code = await run([...args, '--account', '111122223333', '--region', 'eu-west-1', '-o', `${args[0]}.html`], {
    cwd,
    env: {},
    version: '0.0.0',
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: () => '',
    stdout: () => undefined,
    stderr: text => { process.stderr.write(text); },
    writeFile: (path, text) => { writeFileSync(path, text); },
    library: () => { throw new Error('no page needs it'); },
  });
  if (code !== 0) { throw new Error(`keysmith ${args.join(' ')} ended with ${code}`); }
  return pathToFileURL(join(cwd, `${args[0]}.html`)).href;
}

function folder(files: { readonly [name: string]: object }): string {
  const cwd = mkdtempSync(join(tmpdir(), 'pages-'));
  for (const [name, content] of Object.entries(files)) { writeFileSync(join(cwd, name), JSON.stringify(content)); }
  return cwd;
}

/** Everything that axe finds, in short. axe runs in a page without the policy that forbids scripts. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate('axe.run()') as { violations: { id: string; nodes: { html: string }[] }[] };
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
}

async function look(browser: Browser, name: string, url: string, isVisible: (page: Page) => Promise<boolean>): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const title = `${name}, ${colorScheme}, ${size}`;
      const context = await browser.newContext({ colorScheme, viewport, bypassCSP: true });
      const page = await context.newPage();
      const requests: string[] = [];
      page.on('request', request => requests.push(request.url()));
      await page.goto(url);
      check(`${title}: nothing else is fetched`, requests.length === 1);
      check(`${title}: what matters is there`, await isVisible(page));
      check(`${title}: no wider than the screen`, await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth') as boolean);
      if (size === 'wide' && (colorScheme === 'light' || !name.includes('500'))) { await page.screenshot({ path: join(IMAGES, `command-${name}-${colorScheme}.png`) }); }
      // Rules of axe cost seconds for thousands of elements.
      if (size === 'wide' || !name.includes('500')) {
        const found = await findings(page);
        check(`${title}: axe finds nothing ${found.join('; ')}`, found.length === 0);
      }
      await context.close();
    }
  }
}

async function withoutScript(browser: Browser, name: string, url: string, isVisible: (page: Page) => Promise<boolean>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  check(`${name}: the same without script`, await isVisible(page));
  await page.emulateMedia({ media: 'print' });
  check(`${name}: prints`, (await page.pdf({ format: 'A4' })).length > 10_000 && await isVisible(page));
  await context.close();
}

async function keyboard(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(url);
  const reached: string[] = [];
  while (reached.length < 8 && reached.at(-1) !== 'A#key-1') {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate('document.activeElement.tagName + (document.activeElement.getAttribute("href") ?? "")') as string);
  }
  check(`report: the keyboard reaches table and keys (${reached.join(' ')})`, reached.some(one => one.startsWith('DIV')) && reached.some(one => one === 'A#key-1'));
  await page.keyboard.press('Enter');
  check('report: a key of the matrix leads to its way', new URL(page.url()).hash.startsWith('#key-'));
  await page.close();
}

async function main(): Promise<void> {
  const [few, many] = [folder(sampleApp()), folder(largeApp(500))];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const report = await write(few, ['report', 'app.json']);
    const big = await write(many, ['report', '.']);
    const fewVisible = async (page: Page): Promise<boolean> => await page.locator('section.key').count() === 5 && await page.getByRole('table').first().isVisible();
    await look(browser, 'report', report, fewVisible);
    await withoutScript(browser, 'report', report, fewVisible);
    await keyboard(browser, report);
    const manyVisible = async (page: Page): Promise<boolean> => await page.locator('tr[id^=key-]').count() === 500;
    await look(browser, 'report-500', big, manyVisible);
    await withoutScript(browser, 'report-500', big, manyVisible);
  } finally {
    await browser.close();
    rmSync(few, { recursive: true });
    rmSync(many, { recursive: true });
  }
  checks.finish();
}

void main();
