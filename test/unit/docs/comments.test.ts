/** Rules for comments that the linter does not have: file headers and the form of `@throws`. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const GENERATED_FILES = ['clients/typescript/api.ts', 'web/dist/**'];
const SOURCE_FILES = globSync(
  '{bench,bi,bin,cli,clients,data,lambdas,lib,scripts,spark,sql,test,testing,training,web}/**/*.{ts,tsx,mjs,py,sql}',
  // Applied migrations never change.
  { cwd: ROOT, exclude: ['sql/migrations/**', '**/node_modules/**', '**/.*/**', ...GENERATED_FILES] },
).map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

const HEADERS: Record<string, RegExp> = { py: /^(#!.*\n)?"""\S/, sql: /^-- \S/ };
const SCRIPT_HEADER = /^(#!.*\n)?\/\*\*\s/;

test('every source file begins with a comment that says what it does', () => {
  const missing = SOURCE_FILES.filter(
    ({ file, text }) => !(HEADERS[file.split('.').at(-1) ?? ''] ?? SCRIPT_HEADER).test(text),
  );
  expect(SOURCE_FILES.length).toBeGreaterThan(500);
  expect(missing.map(({ file }) => file)).toEqual([]);
});

test('every @throws has the form `@throws {ErrorName} when …`', () => {
  const wrong = SOURCE_FILES.flatMap(({ file, text }) =>
    Array.from(text.matchAll(/^ *(?:\*|\/\*\*) @throws\b(?! \{[A-Z]\w*\} when \S).*$/gm), ([line]) => ({ file, line })),
  );
  expect(wrong).toEqual([]);
});
