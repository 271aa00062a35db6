import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const navigation = JSON.parse(readFileSync(join(__dirname, '..', 'navigation.json'), 'utf8'));
const repository = 'https://github.com/cdk-keysmith/cdk-keysmith';

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
  transformHead: ({ pageData }) => [['link', { rel: 'canonical', href: `https://cdk-keysmith.github.io/cdk-keysmith/${pageData.relativePath.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')}` }]],
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
      // Wide tables scroll by themselves, and by keyboard.
      md.renderer.rules.table_open = () => '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n';
      md.renderer.rules.table_close = () => '</table></div>\n';
    },
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Services', link: '/services' },
      { text: 'Rules', link: '/rules' },
      { text: 'Command', link: '/command' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: navigation,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        detailedView: false,
        // One language of each example is enough to find it.
        _render: (source, env, md) => md.render(source.replace(/^```(?:python|java|csharp|go) \[[\s\S]*?^```$/gm, ''), env),
      },
    },
    socialLinks: [{ icon: 'github', link: repository, ariaLabel: 'Repository' }],
    footer: { message: 'Apache-2.0' },
  },
});
