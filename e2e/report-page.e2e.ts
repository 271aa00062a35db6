/*
 * The report's page in a real browser: with 5 keys and with 5,000, light and dark, sorting and filtering, no request to anywhere,
 * no script of strangers, names for assistive technology. Writes the screenshots of docs/images.
 *
 * Run: npx tsx e2e/report-page.e2e.ts   (needs Chromium; as root on Debian it installs it)
 */
import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { pathToFileURL } from 'url';
import { Browser, chromium, Page } from 'playwright-core';
import { Checks, equal } from './support/check';
import { page as render } from '../handlers/key-lifecycle-reporter/html';
import { toReport } from '../handlers/key-lifecycle-reporter/inventory';
import { sampleRecords } from '../test/support/sample-report';

const checks = new Checks();
const check = (name: string, holds: boolean): void => { void checks.check(name, async () => equal(holds, true)); };
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const IMAGES = join(__dirname, '..', 'docs', 'images');
const STARTED = '2026-11-24T06:00:00.000Z';

function install(): void {
  if (existsSync(CHROMIUM)) { return; }
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: 'inherit' });
}

function write(folder: string, keys: number, partial = false): string {
  const report = toReport({
    runId: 'sample',
    startedAt: STARTED,
    finishedAt: STARTED,
    thresholds: { unusedDays: 90, oldDays: 730, highUsage: 1000 },
    targets: [
      { account: '111122223333', region: 'eu-west-1', status: 'complete', error: null, awsManaged: 11, gone: 0 },
      ...(partial ? [{ account: '111122223333', region: 'us-east-1', status: 'failed' as const, error: 'AccessDeniedException: not allowed', awsManaged: 0, gone: 0 }] : []),
    ],
  }, sampleRecords(keys));
  const file = join(folder, `${keys}${partial ? '-partial' : ''}.html`);
  writeFileSync(file, render(report));
  return pathToFileURL(file).href;
}

/** The values of a column, over all pages of the table. */
const column = (page: Page, index: number): Promise<string[]> => page.evaluate(`(() => {
  const next = document.getElementById('next'), values = [];
  for (;;) {
    values.push(...[...document.querySelectorAll('#table tbody tr')].map(row => row.cells[${index}].dataset.v ?? ''));
    if (next.disabled) { return values; }
    next.click();
  }
})()`);

/** Until what was clicked is on the screen. */
const painted = (page: Page): Promise<unknown> => page.evaluate('new Promise(done => requestAnimationFrame(() => setTimeout(done)))');

async function sorting(page: Page, keys: number): Promise<void> {
  const titles = await page.locator('#table thead button').allTextContents();
  for (const [index, title] of titles.entries()) {
    const button = page.locator('#table thead button').nth(index);
    for (const way of ['ascending', 'descending'] as const) {
      const before = Date.now();
      await button.click();
      await painted(page);
      const took = Date.now() - before;
      const values = await column(page, index);
      const given = values.filter(v => v !== '');
      const numeric = given.every(v => !Number.isNaN(Number(v)));
      const order = new Intl.Collator('en', { numeric: true });
      const sorted = [...given].sort((a, b) => (numeric ? Number(a) - Number(b) : order.compare(a, b)) * (way === 'ascending' ? 1 : -1));
      check(`${keys} keys: ${title} sorts ${way}, the unknown last`, JSON.stringify(values) === JSON.stringify([...sorted, ...values.filter(v => v === '')]));
      check(`${keys} keys: ${title} says so`, await page.locator('#table thead th').nth(index).getAttribute('aria-sort') === way);
      check(`${keys} keys: ${title} sorts in under 3 seconds (${took} ms)`, took < 3000);
    }
  }
}

async function filtering(page: Page, keys: number): Promise<void> {
  await page.selectOption('#show', 'unused');
  const unused = (await column(page, 0)).length;
  const card = Number((await page.locator('.card', { hasText: 'enabled, idle over' }).locator('dd').evaluate(dd => dd.firstChild!.textContent!)).replace(/,/g, ''));
  check(`${keys} keys: the filter shows the ${card} unused keys`, unused === card);
  check(`${keys} keys: the number shown is announced`, (await page.locator('#count').textContent())!.startsWith(`${unused.toLocaleString('en')} of `));
  await page.selectOption('#show', '');
  await page.fill('#find', 'orders');
  await page.waitForFunction(() => document.getElementById('count')!.textContent!.includes(' of '));
  check(`${keys} keys: text is found`, (await page.locator('#table tbody tr:visible').allTextContents()).every(text => text.toLowerCase().includes('orders')));
  await page.fill('#find', '');
  await page.waitForFunction(() => !document.getElementById('count')!.textContent!.includes(' of '));
}

/** Relative luminance contrast (WCAG 2) of texts with what is behind them. Text, as the compiler's helpers are not in the page. */
const CONTRASTS = `(() => {
  const parse = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) { return color; }
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('h1,h2,p,small,dt,dd,td span,th b,th button,figcaption,svg text,footer,output,label')].slice(0, 600)
    .filter(e => e.textContent.trim() !== '').map(e => {
      const style = getComputedStyle(e);
      const pair = [light(parse(e instanceof SVGElement ? style.fill : style.color)), light(behind(e))].sort((a, b) => b - a);
      return { text: e.textContent.slice(0, 30), ratio: (pair[0] + 0.05) / (pair[1] + 0.05) };
    });
})()`;
const contrasts = (page: Page): Promise<{ text: string; ratio: number }[]> => page.evaluate(CONTRASTS);

async function open(browser: Browser, url: string, colorScheme: 'light' | 'dark', width = 1440): Promise<{ page: Page; problems: string[]; requests: string[] }> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') { problems.push(message.text()); } });
  page.on('pageerror', error => problems.push(error.message));
  page.on('request', request => requests.push(request.url()));
  const before = Date.now();
  await page.goto(url);
  check(`${url.split('/').pop()} ${colorScheme} opens in under 60 seconds (${Date.now() - before} ms)`, Date.now() - before < 60_000);
  return { page, problems, requests };
}

async function main(): Promise<void> {
  install();
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    mkdirSync(IMAGES, { recursive: true });
    for (const keys of [5, 5000]) {
      const url = write(folder, keys);
      for (const scheme of ['light', 'dark'] as const) {
        const { page, problems, requests } = await open(browser, url, scheme);
        check(`${keys} keys ${scheme}: at most 250 rows are laid out`, await page.locator('#table tbody tr').count() === Math.min(keys, 250));
        check(`${keys} keys ${scheme}: every key is a row`, (await column(page, 0)).length === keys);
        const poor = (await contrasts(page)).filter(c => c.ratio < 4.5);
        check(`${keys} keys ${scheme}: text has a contrast of 4.5 or more ${JSON.stringify(poor.slice(0, 3))}`, poor.length === 0);
        if (scheme === 'light') {
          await sorting(page, keys);
          await filtering(page, keys);
        }
        check(`${keys} keys ${scheme}: nothing was logged ${problems}`, problems.length === 0);
        check(`${keys} keys ${scheme}: nothing else was fetched`, requests.length === 1);
        await page.close();
      }
    }
    await shots(browser, write(folder, 60), write(folder, 5, true));
    await access(browser, write(folder, 5));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  checks.finish();
}

async function shots(browser: Browser, url: string, partial: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    const { page } = await open(browser, url, scheme, 1600);
    await page.screenshot({ path: join(IMAGES, `report-${scheme}.png`) });
    await page.close();
  }
  const { page } = await open(browser, partial, 'light', 420);
  check('a broken Region is said at the top', await page.locator('[role=alert]').isVisible());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check('a narrow page scrolls the table, not itself', !wide);
  if (process.env.SHOTS) { await page.screenshot({ path: join(process.env.SHOTS, 'narrow.png') }); }
  await page.close();
}

/** What a screen reader gets, and what somebody else's text may not do. */
async function access(browser: Browser, url: string): Promise<void> {
  const { page } = await open(browser, url, 'light');
  check('the page has a language, a title and one main heading', await page.locator('html[lang=en]').count() === 1 && (await page.title()) !== '' && await page.locator('h1').count() === 1);
  check('the table has a caption, column and row headers', await page.locator('caption').count() === 1 && await page.locator('th[scope=col]').count() === 12 && await page.locator('th[scope=row]').count() === 5);
  check('every chart has its numbers as text', await page.locator('svg[role=img][aria-label*=":"]').count() === 4);
  check('every control has a name', (await Promise.all(['#find', '#show'].map(id => page.locator(id).evaluate(e => (e as HTMLInputElement).labels!.length)))).every(n => n === 1));
  await page.locator('#table thead button').first().focus();
  await page.keyboard.press('Enter');
  check('the keyboard sorts', await page.locator('th[aria-sort=ascending]').count() === 1);
  check('a description with markup is text', await page.locator('#table tbody img').count() === 0 && (await page.locator('#table').textContent())!.includes('<img src=x'));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.strange = true';
    document.body.append(script);
  });
  check('without scripts every key is there', (await (await browser.newContext({ javaScriptEnabled: false })).newPage().then(async plain => {
    await plain.goto(url);
    return plain.locator('#table tbody tr').count();
  })) === 5);
  check('the policy of the page lets no other script run', await page.evaluate(() => (window as any).strange === undefined));
  await page.close();
}

void main();
