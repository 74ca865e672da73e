/** Tests that the generated tables of docs/roles.md are up to date with the contract of the API. */
import { readFileSync } from 'node:fs';
import { ROLE_DOCS, replaceRoleTables } from '../../../scripts/role-docs.ts';

test('the tables of docs/roles.md are what `npm run docs:roles` writes', () => {
  const page = readFileSync(ROLE_DOCS, 'utf8');
  expect(replaceRoleTables(page)).toBe(page);
});
