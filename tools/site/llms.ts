import { SECTIONS } from './navigation';
import { Page, SITE, summaryOf, titleOf } from './pages';

/** llms.txt (llmstxt.org): what the site has, for programs that read it instead of people. */
export function llms(pages: readonly Page[]): string {
  const byPath = new Map(pages.map(page => [page.path, page]));
  const line = (page: Page): string => {
    const summary = summaryOf(page);
    return `- [${titleOf(page)}](${SITE}${page.path.replace(/(^|\/)index$/, '$1')}${/(^|\/)index$/.test(page.path) ? '' : '.html'})${summary ? `: ${summary.length > 200 ? `${summary.slice(0, 197)}...` : summary}` : ''}`;
  };
  const folder = (name: string): Page[] => pages.filter(({ path }) => path.startsWith(`${name}/`) && !path.endsWith('/index'));
  return [
    '# cdk-keysmith',
    '',
    '> AWS KMS customer managed keys for the AWS CDK (TypeScript, Python, Java, .NET, Go), a rule pack for any CDK app, and a command for any CloudFormation template. '
      + 'A policy is assembled from a delegation to IAM, rows that allow (`KeyAccess`) and rows that deny (`KeyRestriction`); wrong input is an error at synthesis.',
    '',
    ...SECTIONS.flatMap(({ title, pages: names }) => [`## ${title}`, '', ...names.flatMap(name => byPath.has(name) ? [line(byPath.get(name)!)] : []), '']),
    '## Rules', '', ...folder('rules').map(line), '',
    ...folder('services').length > 0 ? ['## Services', '', ...folder('services').map(line), ''] : [],
    '## Optional', '', ...folder('api').map(line), '',
  ].join('\n').trimEnd() + '\n';
}
