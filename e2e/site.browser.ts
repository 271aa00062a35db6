/*
 * Walks the built documentation site (`npm run docs:site`) in a real browser, from a server on the loopback interface: navigation, search by keyboard,
 * tabs of languages that stay chosen, a phone's width, light and dark, no request to anywhere else, no error in the console, no page without a
 * heading, and axe-core for accessibility. Screenshots go to reports/site.
 *
 * Run: npm run test:site   (needs Chromium; CHROMIUM names another than /usr/bin/chromium)
 */
import { existsSync, mkdirSync, readFileSync, statSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { extname, join, normalize } from 'path';
import { Browser, chromium, Page } from 'playwright-core';
import { Checks, equal } from './support/check';

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'site', 'dist');
const BASE = '/cdk-keysmith/';
const SCREENSHOTS = join(ROOT, 'reports', 'site');
const TYPES: { readonly [end: string]: string } = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.txt': 'text/plain',
};
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** One page of each sort. */
const PAGES = [
  '', 'start.html', 'choosing.html', 'encrypted-resources.html', 'services.html', 'services/amazon-sqs.html', 'rules.html', 'rules/WildcardPrincipal.html', 'api/', 'api/EncryptedKey.html',
  'troubleshooting.html', 'command.html', 'controls.html', 'glossary.html', 'cost.html', 'nowhere.html',
];

/** As GitHub Pages serves it. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]);
    const file = normalize(join(DIST, path.slice(BASE.length) || 'index.html'));
    const found = [file, `${file}.html`, join(file, 'index.html')].find(candidate => existsSync(candidate) && statSync(candidate).isFile());
    if (!path.startsWith(BASE) || !file.startsWith(DIST) || !found) {
      response.writeHead(404, { 'content-type': 'text/html' }).end(readFileSync(join(DIST, '404.html')));
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' }).end(readFileSync(found));
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

interface Violation { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[] }

/** Serious and critical violations of WCAG 2.1 A and AA. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found: Violation[] = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(result => result.violations)");
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.split('\n').pop()!.trim()})`).join('; ')}`);
}

async function main(): Promise<void> {
  if (!existsSync(join(DIST, 'index.html'))) { throw new Error('site/dist is not there: run `npm run docs:site` first'); }
  mkdirSync(SCREENSHOTS, { recursive: true });
  const server = await serve();
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const checks = new Checks();
  try {
    await walk(browser, home, checks);
  } finally {
    await browser.close();
    server.close();
  }
  checks.finish();
}

async function walk(browser: Browser, home: string, checks: Checks): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const strangers: string[] = [];
  const errors: string[] = [];
  page.on('request', request => { if (!request.url().startsWith(home) && !request.url().startsWith('data:')) { strangers.push(request.url()); } });
  page.on('console', message => { if (message.type() === 'error') { errors.push(message.text()); } });
  page.on('pageerror', error => { errors.push(error.message); });
  const open = async (path: string): Promise<void> => { await page.goto(home + path, { waitUntil: 'networkidle' }); };
  const shot = async (name: string): Promise<void> => { await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) }); };
  const heading = async (): Promise<string> => (await page.locator('h1').first().innerText()).replace(/\u200b/g, '').trim();
  const tab = (): Promise<string | null> => page.locator('.vp-code-group').first().locator('input:checked + label').getAttribute('data-title');
  const until = (condition: string): Promise<unknown> => page.waitForFunction(condition);

  await checks.check('navigation: home, start, a page of the side, back', async () => {
    await open('');
    await shot('home');
    await page.getByRole('link', { name: 'Start', exact: true }).first().click();
    await until("document.querySelector('h1')?.innerText.startsWith('Start')");
    await page.locator('.VPSidebar').getByRole('link', { name: 'Concepts' }).click();
    await until("document.querySelector('h1')?.innerText.startsWith('Concepts')");
    await page.goBack();
    await until("document.querySelector('h1')?.innerText.startsWith('Start')");
    await shot('start');
  });

  for (const [words, wanted] of [['sqs', 'services/amazon-sqs'], ['DependencyCycle', 'troubleshooting'], ['WildcardPrincipal', 'rules/WildcardPrincipal'], ['rotationPeriod', 'rotation'],
    ['AWS::SQS::Queue', 'services/amazon-sqs'], ['must not also use the key', 'troubleshooting'], ['aws/ebs', 'existing-apps'], ['AccessDenied', 'troubleshooting'], ['price', 'cost']] as const) {
    await checks.check(`search: ${words}`, async () => {
      await open('start.html');
      // The box remembers the words before.
      await page.evaluate('sessionStorage.clear()');
      await page.keyboard.press('Control+k');
      await page.locator('.VPLocalSearchBox input').fill(words);
      await page.waitForSelector('.VPLocalSearchBox .result');
      const links = await page.locator('.VPLocalSearchBox .result').evaluateAll(results => results.map(result => (result as HTMLAnchorElement).href));
      if (words === 'sqs') { await shot('search'); }
      if (!links.slice(0, 4).some(link => link.includes(wanted))) { throw new Error(`not among the first: ${links.slice(0, 4).join(', ')}`); }
    });
  }

  await checks.check('search: chosen by keyboard alone', async () => {
    await open('start.html');
    await page.keyboard.press('Control+k');
    await page.locator('.VPLocalSearchBox input').fill('glossary');
    await page.waitForSelector('.VPLocalSearchBox .result');
    await page.keyboard.press('Enter');
    await until("location.pathname.includes('glossary')");
  });

  await checks.check('tabs: a language stays chosen, in every example and on the next page', async () => {
    await open('encrypted-resources.html');
    await page.locator('.vp-code-group').first().getByText('Python', { exact: true }).click();
    equal(await page.locator('.vp-code-group').evaluateAll(groups => groups.map(group => (group.querySelector('input:checked + label') as HTMLElement).dataset.title)),
      await page.locator('.vp-code-group').evaluateAll(groups => groups.map(() => 'Python')));
    equal((await page.locator('.vp-code-group').nth(1).locator('.blocks .active').innerText()).includes('from cdk_keysmith import'), true);
    await shot('python');
    await page.locator('.VPSidebar').getByRole('link', { name: 'Rotation' }).click();
    await until("document.querySelector('h1')?.innerText.startsWith('Rotation')");
    await until("document.querySelector('.vp-code-group input:checked + label')?.dataset.title === 'Python'");
  });

  await checks.check('tabs: by keyboard', async () => {
    await open('rotation.html');
    await page.evaluate('localStorage.clear()');
    await open('rotation.html');
    await page.locator('.vp-code-group input').first().focus();
    await page.keyboard.press('ArrowRight');
    equal(await tab(), 'Python');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    equal(await tab(), 'C#');
  });

  await checks.check('keyboard: the first stop skips to the content', async () => {
    await open('start.html');
    await page.keyboard.press('Tab');
    equal(await page.evaluate('document.activeElement.innerText.trim()'), 'Skip to content');
  });

  await checks.check('place: the navigation, the side and the head say which page this is', async () => {
    await open('rules/WildcardPrincipal.html');
    equal(await page.locator('.VPNavBarMenuLink.active').allInnerTexts(), ['Rules']);
    await until("(box => box && box.top >= 0 && box.bottom <= innerHeight)([...document.querySelectorAll('.VPSidebarItem.is-active')].pop()?.getBoundingClientRect())");
    equal(await page.locator('.VPSidebarItem.is-active').last().innerText(), 'WildcardPrincipal');
    const meta = (name: string): Promise<string | null> => page.locator(`meta[name="${name}"], meta[property="${name}"]`).first().getAttribute('content');
    equal((await meta('description'))?.startsWith('Everyone is allowed only under a condition'), true);
    equal(await meta('og:title'), 'Keysmith-WildcardPrincipal | cdk-keysmith');
  });

  for (const path of PAGES) {
    await checks.check(`accessible, light and dark: ${path || 'home'}`, async () => {
      await page.emulateMedia({ colorScheme: 'light' });
      await open(path);
      if (await heading() === '') { throw new Error('no heading'); }
      equal(await violations(page), []);
      await page.emulateMedia({ colorScheme: 'dark' });
      await open(path);
      equal(await page.evaluate("document.documentElement.classList.contains('dark')"), true);
      equal(await violations(page), []);
      await shot(`dark-${path.replace(/\W/g, '-') || 'home'}`);
    });
  }
  await page.emulateMedia({ colorScheme: 'light' });

  await checks.check('phone: nothing is wider than the screen, and the menu opens', async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    for (const path of PAGES) {
      await open(path);
      equal([path, await page.evaluate('document.documentElement.scrollWidth <= 375')], [path, true]);
      await shot(`phone-${path.replace(/\W/g, '-') || 'home'}`);
    }
    await open('start.html');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('.VPSidebar').getByRole('link', { name: 'Concepts' }).click();
    await until("document.querySelector('h1')?.innerText.startsWith('Concepts')");
  });

  await checks.check('no request to anywhere else', async () => equal(strangers, []));
  // The browser itself reports the page that is not there.
  await checks.check('no error in the console', async () => equal(errors.filter(error => !error.includes('404 (Not Found)')), []));
}

void main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
