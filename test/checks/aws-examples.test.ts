import { Case, corpusApp, findingsByCase, good, IAM_POLICIES, key } from './corpus';
import { KmsChecks } from '../../src/checks';
import { AWS_EXAMPLES } from '../aws-examples';

/*
 * What AWS's pages show is no error: whoever pastes a statement of a page is told at most what would be better.
 */

const CASES: readonly Case[] = AWS_EXAMPLES.map(({ name, page, statements }) => good(name, page, alias => key(alias, [IAM_POLICIES, ...statements])));
const found = findingsByCase(new KmsChecks().validateScope(corpusApp(CASES)), severity => severity === 'error');

test('there are enough of them', () => {
  expect(new Set(AWS_EXAMPLES.map(({ page }) => page)).size).toBeGreaterThanOrEqual(50);
  expect(AWS_EXAMPLES.length).toBeGreaterThanOrEqual(100);
});

test.each(CASES.map(({ name, source }) => [name, source]))('%s of %s is no error', name => {
  expect(found.get(name) ?? []).toEqual([]);
});
