/** The register of places in the documentation is the one that access and erasure use. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PRIVACY_DOCS, replacePlaceTables } from '../../../scripts/privacy-docs.ts';

test('the tables of docs/privacy.md are what `npm run docs:privacy` writes', () => {
  const page = readFileSync(PRIVACY_DOCS, 'utf8');
  expect(page).toContain('<!-- places -->');
  expect(replacePlaceTables(page)).toBe(page);
});
