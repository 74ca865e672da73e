/** Tests that the generated docs/features.md is up to date with the catalogue. */
import { readFileSync } from 'node:fs';
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { FEATURE_DOCS, formatFeatureDocs } from '../../../scripts/feature-docs.ts';

test('docs/features.md is what `npm run docs:features` writes', () => {
  expect(readFileSync(FEATURE_DOCS, 'utf8')).toBe(formatFeatureDocs());
});

test('every feature has a line, and its SQL file stands above the table', () => {
  const docs = formatFeatureDocs();
  for (const { name, sql } of FEATURES) {
    expect(docs.split(`| \`${name}\``)).toHaveLength(2);
    expect(docs).toContain(`sql/${sql}`);
  }
});
