/** The export's text format: values that PostgreSQL exports are scored without losing a bit. */
import fc from 'fast-check';
import type { NeededFeature } from '../../../lambdas/shared/decision/needed-features.ts';
import { encodeLine } from '../../../lambdas/shared/exports/copy-text.ts';
import { buildFeatureColumns, createRowReader, InvalidExport } from '../../../lambdas/shared/exports/export-format.ts';

const needed: NeededFeature[] = [
  { name: 'utilisation', type: 'number' },
  { name: 'purpose', type: 'category' },
];
const read = createRowReader(needed);
const keys = 'a1\tc1\t2005-10-01 00:00:00';

test('null, an empty text and a text that looks like null stay apart', () => {
  const purposeOf = (cell: string) => read(`${keys}\t0.5\t${cell}`).features.purpose;
  expect(purposeOf('\\N')).toBeNull();
  expect(purposeOf('')).toBe('');
  expect(purposeOf('\\\\N')).toBe('\\N');
});

test('an encoded line escapes tabs, line breaks and backslashes', () => {
  expect(encodeLine(['a\tb', 'c\nd\re', '\\N', '{"f":"\\""}', 1e21, -0.1])).toBe(
    'a\\tb\tc\\nd\\re\t\\\\N\t{"f":"\\\\""}\t1e+21\t-0.1\n',
  );
});

test('a row keeps its keys', () => {
  expect(read(`${keys}\t\\N\tcar`)).toEqual({
    application_id: 'a1',
    customer_id: 'c1',
    as_of: '2005-10-01 00:00:00',
    features: { utilisation: null, purpose: 'car' },
  });
});

test('every double and every text is decoded as it was encoded', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
  fc.assert(
    fc.property(double, fc.string({ unit: 'grapheme' }), (value, text) => {
      const row = read(`${keys}\t${value}\t${encodeLine([text]).slice(0, -1)}`);
      expect(row.features).toEqual({ utilisation: value, purpose: text });
    }),
  );
});

test.each([
  ['too few columns', keys],
  ['too many', `${keys}\t1\t2\t3`],
  ['no number', `${keys}\tabc\tx`],
  ['an empty number', `${keys}\t\tx`],
])('a line with %s is refused', (_, line) => {
  expect(() => read(line)).toThrow(InvalidExport);
});

test('a catalogue feature is a column, an attribute is read from the attributes', () => {
  const declared: NeededFeature = { name: 'application_grade', type: 'category' };
  expect(buildFeatureColumns([...needed, declared])).toBe(
    `f."utilisation", f."purpose", f.attributes ->> 'application_grade' as "application_grade"`,
  );
});

test('the name of an attribute is quoted', () => {
  const columns = buildFeatureColumns([{ name: `application_x'; drop table "t`, type: 'number' }]);
  expect(columns).toBe(`f.attributes ->> 'application_x''; drop table "t' as "application_x'; drop table ""t"`);
});
