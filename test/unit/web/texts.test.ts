/** Tests that every text of the dashboard stands in the catalogue web/src/texts, and that no old phrase is left. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findTextLiterals } from '../../../testing/texts/find-literals.ts';
import { namePerson } from '../../../web/src/texts/forms.ts';
import { auditTexts } from '../../../web/src/texts/governance/audit.ts';
import { simulationTexts } from '../../../web/src/texts/governance/simulations.ts';

const SOURCES = join(import.meta.dirname, '../../../web/src');
const CATALOGUE = 'texts/';
/** Writes numbers with their units; the catalogue builds on it. */
const FORMATS = 'format/';

/** Wordings that the glossary replaced. */
const OLD_PHRASES = [
  ...[/\bring(s|ing)\b/i, /decisions that hold/i, /\bcame\b/, /since it decides/i, /decide otherwise/i, /speaks? of/i],
  ...[/known until/i, /\basked? (by|again)\b/i, /for chance among/i, /unscored/i, /not for you to see/i, /beside/i],
  ...[/too many questions/i, /\ba reviewer\b/i, /by exposure/i, /A migration of/],
];

const listSources = (): string[] => globSync('**/*.{ts,tsx}', { cwd: SOURCES }).sort();
const readSource = (path: string): string => readFileSync(join(SOURCES, path), 'utf8');

test('components take every text from the catalogue', () => {
  const paths = listSources().filter((path) => !path.startsWith(CATALOGUE) && !path.startsWith(FORMATS));
  const found = paths.flatMap((path) =>
    findTextLiterals(path, readSource(path)).map(({ line, text }) => `${path}:${line} ${text}`),
  );
  expect(found).toEqual([]);
});

test('the catalogue has none of the old phrases', () => {
  const found = listSources()
    .filter((path) => path.startsWith(CATALOGUE))
    .flatMap((path) =>
      OLD_PHRASES.flatMap((phrase) => {
        const [match] = phrase.exec(readSource(path)) ?? [];
        return match ? [`${path}: ${match}`] : [];
      }),
    );
  expect(found).toEqual([]);
});

test.each([
  ['Ana Analyst', '4f2d8a16-9d5e-4c71-8f0a-3a1f5f0d2c11', 'Ana Analyst'],
  [null, '4f2d8a16-9d5e-4c71-8f0a-3a1f5f0d2c11', 'a person without an account (4f2d8a16-9d5e-4c71-8f0a-3a1f5f0d2c11)'],
  [null, 'migration', 'migration'],
  [null, 'watch-experiments', 'watch-experiments'],
  [null, 'arn:aws:iam::111122223333:user/ana', 'arn:aws:iam::111122223333:user/ana'],
])('names %s with the id %s', (name, id, text) => {
  expect(namePerson({ name, id })).toBe(text);
});

test('what a simulation left out reads well of one application', () => {
  const { notDecided, storedDifferent, unknownFeature } = simulationTexts;
  const sentences = [notDecided, storedDifferent, (count: string) => unknownFeature('age', count)];
  for (const say of sentences)
    expect(say('1 application')).not.toMatch(/1 application (do|were|are)\b|\b[Tt]hey\b|\btheir\b/);
});

test('the audit page filters by every kind of action that the audit has', () => {
  const table = readFileSync(join(SOURCES, '../../docs/audit.md'), 'utf8').split('| action | what was done |')[1] ?? '';
  const [rows = ''] = table.split('\n\n');
  const kinds = new Set(Array.from(rows.matchAll(/^\| `([a-z]+)\./gm), ([, kind]) => kind));
  expect(new Set(Object.keys(auditTexts.areas))).toEqual(kinds);
});

test('a text is found wherever a component can write one, and nothing else is', () => {
  const source = `
    import { x } from './some file.ts';
    const columns = [{ name: 'Band', key: 'band key', cell: () => <td className="a b">Mean {'PD'}</td> }];
    const view = (
      <Card title={isWide ? 'Wide' : texts.narrow} note={\`\${count} rows\`}>
        <input name="theme" type="radio" aria-label="Theme" />
        {count > 0 && 'some'}
        {formatCode('refer')}
      </Card>
    );
    throw new Error('this cannot happen');
  `;
  expect(findTextLiterals('view.tsx', source).map(({ text }) => text)).toEqual([
    ...['Band', 'Mean', 'PD', 'Wide', 'rows', 'Theme', 'some'],
  ]);
});
