import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const json = (name: string) => JSON.parse(readFileSync(join(__dirname, '..', name), 'utf8'));
const descriptions: Record<string, string> = json('descriptions.json');
const site = 'https://cdk-keysmith.github.io/cdk-keysmith/';
const repository = 'https://github.com/cdk-keysmith/cdk-keysmith';

/** What search engines show: whole words, at most 200 characters. */
const cut = (text: string): string => text.length <= 200 ? text : `${text.slice(0, 198).replace(/\s+\S*$/, '')} …`;

/** Where the names of code can break: behind punctuation and between words. */
const breakable = (html: string): string => html.replace(/(::|[./_:]|-(?=\w))(?=[\w<])|(?<=[a-z\d])(?=[A-Z])/g, '$&<wbr>');

export default defineConfig({
  title: 'cdk-keysmith',
  description: 'AWS KMS customer managed keys for the AWS CDK: key policies, rotation, replicas, checks and reports.',
  lang: 'en',
  base: '/cdk-keysmith/',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'cache',
  metaChunk: true,
  // One page after another: the search index numbers the pages in the order in which they were read.
  buildConcurrency: 1,
  // A link to a page that does not exist fails the build; pages' links to files of the repository are checked before.
  ignoreDeadLinks: false,
  head: [['link', { rel: 'icon', href: '/cdk-keysmith/key.svg', type: 'image/svg+xml' }]],
  sitemap: { hostname: site },
  transformPageData: pageData => ({ description: cut(descriptions[pageData.relativePath.replace(/\.md$/, '')] ?? '') }),
  transformHead: ({ pageData, title, description }) => {
    if (pageData.isNotFound) { return [['meta', { name: 'robots', content: 'noindex' }]]; }
    const url = `${site}${pageData.relativePath.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')}`;
    const og = { type: 'website', site_name: 'cdk-keysmith', title, description, url, image: `${site}report.png` };
    return [
      ['link', { rel: 'canonical', href: url }],
      ...Object.entries(og).map(([name, content]): [string, Record<string, string>] => ['meta', { property: `og:${name}`, content }]),
      ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
    ];
  },
  markdown: {
    // The anchors that GitHub makes, so that links between pages work in both places.
    anchor: { slugify: (heading: string) => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-') },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(md) {
      // The ids of tabs are random in VitePress: the same pages must make the same site.
      const open = md.renderer.rules['container_code-group_open']!;
      md.renderer.rules['container_code-group_open'] = (tokens, idx, options, env, self) => {
        const groups = env.codeGroups = (env.codeGroups ?? 0) + 1;
        let tab = 0;
        return open(tokens, idx, options, env, self)
          .replace(/name="group-[^"]*"/g, `name="group-${groups}"`)
          .replace(/id="tab-[^"]*" (checked)?>(<label data-title="[^"]*") for="tab-[^"]*"/g, (_, checked, label) => {
            const id = `tab-${groups}-${++tab}`;
            return `id="${id}" ${checked ?? ''}>${label} for="${id}"`;
          });
      };
      // Wide tables scroll by themselves, and by keyboard. Each is named by its columns and its place in the page.
      md.renderer.rules.table_open = (tokens, idx, _options, env) => {
        env.inTable = true;
        env.tables = (env.tables ?? 0) + 1;
        const close = tokens.findIndex((token, i) => i > idx && token.type === 'thead_close');
        const columns = tokens.slice(idx, close).filter(({ type, content }) => type === 'inline' && content !== '').map(({ content }) => content.replace(/[`*]/g, ''));
        return `<div class="table" tabindex="0" role="region" aria-label="${md.utils.escapeHtml(`Table ${env.tables}: ${columns.join(', ') || 'no headings'}`)}"><table>\n`;
      };
      md.renderer.rules.table_close = (_tokens, _idx, _options, env) => { env.inTable = false; return '</table></div>\n'; };
      // Long names in narrow columns break between their words.
      for (const rule of ['code_inline', 'text'] as const) {
        const render = md.renderer.rules[rule]!;
        md.renderer.rules[rule] = (tokens, idx, options, env, self) => {
          const html = render(tokens, idx, options, env, self);
          return env.inTable && /\S{16}/.test(tokens[idx].content) ? html.replace(/(<[^>]*>)|(&\w+;)|([^<&]+)/g, (all, tag, entity) => tag || entity ? all : breakable(all)) : html;
        };
      }
    },
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Services', link: '/services', activeMatch: '^/services(/|$)' },
      { text: 'Rules', link: '/rules', activeMatch: '^/rules(/|$)' },
      { text: 'Command', link: '/command' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: json('navigation.json'),
    notFound: { title: 'There is no such page', quote: 'It might have moved. Search for it with Ctrl K, or begin at the start.', linkText: 'Home', linkLabel: 'Home' },
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        detailedView: false,
        miniSearch: {
          searchOptions: {
            // Short words are not guessed at.
            fuzzy: (term: string) => term.length > 5 ? 0.2 : false,
            // Help and tasks before the reference, and the reference before the history of the project.
            boostDocument: (id: string) => /\/(troubleshooting|faq)\b/.test(id) ? 2 : /\/(decisions\/|changes|architecture|contributing|mutation|guide|scanners|comparison)/.test(id) ? 0.3 : /\/api\//.test(id) ? 0.6 : 1,
          },
        },
        // One language of each example is enough to find it.
        _render: (source, env, md) => md.render(source.replace(/^```(?:python|java|csharp|go) \[[\s\S]*?^```$/gm, ''), env),
      },
    },
    socialLinks: [{ icon: 'github', link: repository, ariaLabel: 'Repository' }],
    footer: { message: 'Apache-2.0' },
  },
});
