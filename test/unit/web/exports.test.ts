/** The dashboard writes CSV as the product's functions do, and names files after what is in them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { escapeFormula as escapeOfProduct } from '../../../lambdas/shared/csv/escape-formula.ts';
import { formatLine } from '../../../lambdas/shared/csv/format-line.ts';
import { formatCsvLine } from '../../../web/src/exports/csv.ts';
import { buildFileName } from '../../../web/src/exports/file-name.ts';

/** A column of numbers without a value of its own, whose cell rounds. */
const ROUNDED_COLUMN = /isNumber: true,\s*cell: \S+(?: \w+ \})?\)? => format(?:Percent|Decimal|Signed|Interval)\(/g;

test('a line is that of lambdas/shared/csv, with formulas made harmless', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+-@;,"\n\r\t＝＋－＠ 15.e') }));
  const value = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const escaped = values.map((cell) => (typeof cell === 'string' ? escapeOfProduct(cell) : cell));
      expect(formatCsvLine(values)).toBe(formatLine(escaped));
    }),
  );
});

test('a file is named after its title and day, without signs that a file system refuses', () => {
  const now = new Date('2026-11-29T23:00:00Z');
  expect(buildFileName('Mean PD by “purpose”: ../a', 'csv', now)).toBe('mean-pd-by-purpose-a-2026-11-29.csv');
  expect(buildFileName('…', 'svg', now)).toBe('figures-2026-11-29.svg');
});

test('a column that rounds its figures for the screen gives the CSV the exact ones', () => {
  const pages = join(import.meta.dirname, '../../../web/src/pages');
  const rounded = globSync('**/*.tsx', { cwd: pages }).flatMap((path) =>
    [...readFileSync(join(pages, path), 'utf8').matchAll(ROUNDED_COLUMN)].map(([column]) => `${path}: ${column}`),
  );
  expect(rounded).toEqual([]);
});
