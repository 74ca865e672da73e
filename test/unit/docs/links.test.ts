/**
 * Links, anchors and repository paths in the documents must exist, and documents that code names. Open it when a document
 * names another kind of path.
 */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../../..');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...globSync(['docs/**/*.md', 'data/*/README.md'], { cwd: ROOT }),
];
const TOP_LEVEL_FOLDERS = new Set(
  readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
);
/** Folders that a clone does not have until a command makes them. */
const GENERATED_FOLDERS = /^(\.local|\.cache|\.venv|\.spark-venv|node_modules)\//;

const readText = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const removeCodeBlocks = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** The anchors that GitHub gives to the headings of a document. */
function listAnchors(text: string): Set<string> {
  const counts = new Map<string, number>();
  const anchors = Array.from(removeCodeBlocks(text).matchAll(/^#{1,6} (.+)$/gm), ([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return new Set(anchors);
}

function findBrokenLinks(file: string): string[] {
  const targets = Array.from(
    removeCodeBlocks(readText(file)).matchAll(/\]\(([^)\s]+)\)/g),
    ([, target = '']) => target,
  );
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const linkedFile = path === '' ? file : relative(ROOT, resolve(ROOT, dirname(file), path));
    if (!existsSync(join(ROOT, linkedFile))) return true;
    return anchor !== undefined && !listAnchors(readText(linkedFile)).has(anchor);
  });
}

/** Paths in backticks that begin with a folder of the repository; `training/change-stage` names a function. */
function findMissingPaths(file: string): string[] {
  const codes = Array.from(removeCodeBlocks(readText(file)).matchAll(/`([^`\n]+)`/g), ([, code = '']) => code);
  const paths = codes.filter((code) => {
    const [folder = ''] = code.split('/');
    return /^[\w.@*{},/-]+$/.test(code) && code.includes('/') && TOP_LEVEL_FOLDERS.has(folder);
  });
  return paths.filter(
    (path) =>
      !GENERATED_FOLDERS.test(path) &&
      globSync(path, { cwd: ROOT }).length === 0 &&
      !existsSync(join(ROOT, 'lambdas', `${path}.lambda.ts`)),
  );
}

test.each(DOCUMENTS)('%s links to files and headings that exist', (file) => {
  expect(findBrokenLinks(file)).toEqual([]);
});

test.each(DOCUMENTS)('%s names paths that exist', (file) => {
  expect(findMissingPaths(file)).toEqual([]);
});

/** Applied migrations never change, so they may name documents that were merged since. */
const SOURCE_FILES = globSync(
  '{bench,bi,bin,cli,data,lambdas,lib,scripts,spark,sql,testing,training,web}/**/*.{ts,tsx,mjs,py,sql}',
  {
    cwd: ROOT,
    exclude: ['sql/migrations/**', '**/node_modules/**', 'web/dist/**'],
  },
);

test('source files name documents that exist', () => {
  const missing = SOURCE_FILES.flatMap((file) =>
    Array.from(readText(file).matchAll(/(?<![\w/])docs\/[\w/-]+\.md/g), ([document]) => ({ file, document })).filter(
      ({ document }) => !existsSync(join(ROOT, document)),
    ),
  );
  expect(missing).toEqual([]);
});

/** Programs are started by paths in strings, which no compiler checks. */
test('strings in source files name programs that exist', () => {
  const programs = /['"`](?:\.\/)?((?:bench|cli|scripts|test|testing)\/[\w./-]+\.(?:ts|mjs|py))['"`]/g;
  const missing = SOURCE_FILES.flatMap((file) =>
    Array.from(readText(file).matchAll(programs), ([, program = '']) => ({ file, program })).filter(
      ({ program }) => !existsSync(join(ROOT, program)),
    ),
  );
  expect(missing).toEqual([]);
});
