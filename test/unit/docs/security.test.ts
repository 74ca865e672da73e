/** Tests that docs/asvs.md answers every requirement, and that every threat of docs/security.md names a test. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** Sections of ASVS 5.0 with the number of requirements of level 1 and 2. Those of level 3 are the last of a section. */
const SECTIONS: Record<string, number> = {
  '1.1': 2,
  '1.2': 9,
  '1.3': 11,
  '1.4': 3,
  '1.5': 2,
  '2.1': 3,
  '2.2': 3,
  '2.3': 4,
  '2.4': 1,
  '3.2': 2,
  '3.3': 4,
  '3.4': 6,
  '3.5': 5,
  '3.7': 2,
  '4.1': 3,
  '4.2': 1,
  '4.3': 2,
  '4.4': 4,
  '5.1': 1,
  '5.2': 3,
  '5.3': 2,
  '5.4': 3,
  '6.1': 3,
  '6.2': 12,
  '6.3': 4,
  '6.4': 4,
  '6.5': 5,
  '6.6': 3,
  '6.8': 4,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 2,
  '7.6': 2,
  '8.1': 2,
  '8.2': 3,
  '8.3': 1,
  '8.4': 1,
  '9.1': 3,
  '9.2': 4,
  '10.1': 2,
  '10.2': 2,
  '10.3': 4,
  '10.4': 11,
  '10.5': 5,
  '10.6': 2,
  '10.7': 3,
  '11.1': 2,
  '11.2': 3,
  '11.3': 3,
  '11.4': 4,
  '11.5': 1,
  '11.6': 1,
  '12.1': 3,
  '12.2': 2,
  '12.3': 4,
  '13.1': 1,
  '13.2': 5,
  '13.3': 2,
  '13.4': 5,
  '14.1': 2,
  '14.2': 4,
  '14.3': 3,
  '15.1': 3,
  '15.2': 3,
  '15.3': 7,
  '16.1': 1,
  '16.2': 5,
  '16.3': 4,
  '16.4': 3,
  '16.5': 3,
  '17.1': 1,
  '17.2': 4,
  '17.3': 2,
};
const VERDICTS = ['met', 'n/a', 'not met'];

const readRows = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const listRequirements = (): string[] =>
  Object.entries(SECTIONS).flatMap(([section, length]) =>
    Array.from({ length }, (_, index) => `${section}.${index + 1}`),
  );

test('docs/asvs.md has every requirement of level 1 and 2 once, with a verdict and a reason', () => {
  const rows = readRows('docs/asvs.md').filter(([id = '']) => /^\d/.test(id));
  expect(rows.map(([id]) => id).sort()).toEqual(listRequirements().sort());
  expect(rows.filter(([, , , verdict = '']) => !VERDICTS.includes(verdict))).toEqual([]);
  expect(rows.filter(([, , , , reason = '']) => reason.length < 6)).toEqual([]);
});

test('docs/asvs.md counts its verdicts', () => {
  const text = readFileSync('docs/asvs.md', 'utf8');
  const verdicts = readRows('docs/asvs.md').map(([, , , verdict]) => verdict);
  const [met, inapplicable, open] = VERDICTS.map((verdict) => verdicts.filter((one) => one === verdict).length);
  expect(text).toContain(`${met} are met, ${inapplicable} do not apply, ${open} are not met.`);
});

test('every threat of docs/security.md has a control, and a test that exists', () => {
  const [, section = ''] = readFileSync('docs/security.md', 'utf8').split(/^## Threats$/m);
  const [threats = ''] = section.split(/^## /m);
  const rows = threats.split('\n').filter((line) => /^\| (?!threat \|)/.test(line));
  expect(rows.length).toBeGreaterThan(30);
  // Another test follows the links.
  expect(
    rows.filter(
      (row) => !/^\| [^|]{10,} \| [^|]{10,} \| .*(\]\(\.\.\/(?:training\/)?tests?\/|npm run check)/.test(row),
    ),
  ).toEqual([]);
});
