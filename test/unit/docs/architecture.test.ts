/** Tests that docs/architecture.md lists every component, handler and import rule that exists, and no other. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const RULES = readFileSync('.dependency-cruiser.mjs', 'utf8');

/** The second cell of each row whose first cell is a code that matches. */
const readRows = (code: RegExp): Record<string, string> =>
  Object.fromEntries(
    Array.from(
      PAGE.matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm),
      ([, name = '', cell = '']) => [name, cell] as const,
    ).filter(([name]) => code.test(name)),
  );

const listNames = (text: string): string[] => text.match(/[a-z][\w-]*/g) ?? [];

test('every component is listed with its handlers', () => {
  const handlers = globSync('lambdas/*/*.lambda.ts').map((path) => path.split('/').slice(1));
  const listed = readRows(/^lambdas\/[\w-]+\/$/);
  const components = new Set(handlers.map(([component]) => `lambdas/${component}/`));
  expect(Object.keys(listed).sort()).toEqual([...components, 'lambdas/shared/'].sort());
  const missing = handlers.filter(
    ([component, file = '']) =>
      !listNames(listed[`lambdas/${component}/`] ?? '').includes(file.replace('.lambda.ts', '')),
  );
  expect(missing).toEqual([]);
});

test('every import rule is listed', () => {
  const names = Array.from(RULES.matchAll(/rule\(\s*'([\w-]+)'/g), ([, name = '']) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(Object.keys(readRows(/^[a-z]+(-[a-z]+)+$/)).sort()).toEqual(names.sort());
});

test('the folders of commands that know no local cloud are those of the rule', () => {
  const [, ofRule = ''] = /\^cli\/\(([\w|]+)\)\//.exec(RULES) ?? [];
  const [, ofPage = ''] = /the subject folders of `cli\/` \(([^)]*)\)/.exec(PAGE) ?? [];
  expect(listNames(ofPage).sort()).toEqual(ofRule.split('|').sort());
  const folders = globSync('cli/*/').map((path) => path.split('/')[1]);
  expect([...ofRule.split('|'), 'commands', 'environment', 'journey', 'local'].sort()).toEqual(folders.sort());
});
