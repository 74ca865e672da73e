/** Tests which text of a feature a value gets. */
import { MODEL_FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { buildWordings } from '../../../lambdas/shared/model/explain/wording.ts';

const reason = { high: 'many', low: 'few', missing: 'not known' };
const feature = { name: 'x', type: 'number' as const, monotone: 0 as const, label: 'X', reason };

const RISK = ', which goes with a higher risk';

const getText = (values: (number | null)[], value: number | string | null) =>
  buildWordings(
    [feature],
    values.map((x) => ({ x })),
  )
    .get('x')
    ?.getText(value);

test.each<[string, (number | null)[], number | null]>([
  [`few${RISK}`, [1, 2, 3, null], 1.5],
  [`many${RISK}`, [1, 2, 3], 2.5],
  ['not known', [1, 2, 3], null],
  [`few${RISK}`, [0, 0, 0, 5], 0],
  [`many${RISK}`, [0, 0, 0, 5], 1],
  [`many${RISK}`, [-9, 1, 1], 1],
  [`many${RISK}`, [null], 3],
  [`few${RISK}`, [null], 0],
])('a number is worded as %s next to %j where it is %j', (expected, values, value) => {
  expect(getText(values, value)).toBe(expected);
});

test.each([
  [1, 2.5, 'many'],
  [1, 1.5, 'X: less favourable than average'],
  [-1, 1.5, 'few'],
  [-1, 2.5, 'X: less favourable than average'],
  [undefined, 1.5, `few${RISK}`],
] as const)('of direction %s the value %d reads: %s', (monotone, value, expected) => {
  const { monotone: _, ...described } = feature;
  const words = buildWordings([{ ...described, ...(monotone && { monotone }) }], [{ x: 1 }, { x: 2 }, { x: 3 }]);
  expect(words.get('x')?.getText(value)).toBe(expected);
});

test('a category is named, and an unknown value has its own text', () => {
  const words = buildWordings([{ ...feature, type: 'category' }], [{ x: 'car' }]).get('x');
  expect([words?.getText('car'), words?.getText('never seen'), words?.getText(''), words?.getText(null)]).toEqual([
    `many (car)${RISK}`,
    `many (never seen)${RISK}`,
    'not known',
    'not known',
  ]);
});

test('a long category is shortened, and stays on one line', () => {
  const words = buildWordings([{ ...feature, type: 'category' }], []).get('x');
  expect(words?.getText('two\nlines')).toBe(`many (two lines)${RISK}`);
  expect(words?.getText('x'.repeat(200))).toBe(`many (${'x'.repeat(60)}…)${RISK}`);
});

test('no text of the catalogue praises the applicant: each states what is adverse, or what is unknown', () => {
  const wordings = buildWordings(
    MODEL_FEATURES.map(({ type, ...more }) => ({ ...more, type: type === 'category' ? 'category' : 'number' })),
    MODEL_FEATURES.map(() => Object.fromEntries(MODEL_FEATURES.map(({ name }) => [name, 2]))),
  );
  const praise = MODEL_FEATURES.flatMap(({ name, monotone, type, reason }) =>
    [1, 3].flatMap((value) => {
      const text = wordings.get(name)?.getText(value) ?? '';
      const good = monotone > 0 ? reason.low : reason.high;
      return type !== 'category' && monotone !== 0 && text === good ? [text] : [];
    }),
  );
  expect(praise).toEqual([]);
});

test('a number is only compared with the median, so no text of the catalogue claims a whole or an extreme', () => {
  const ABSOLUTE =
    /^(all|each) |\b(several|often|far|hardly|nearly|never|recent$)\b|^(more|little) (came|went)|^most of\b/i;
  const numbers = MODEL_FEATURES.filter(({ type }) => type !== 'category');
  const claims = numbers.flatMap(({ name, monotone, reason }) =>
    [monotone >= 0 ? reason.high : '', monotone <= 0 ? reason.low : '']
      .filter((text) => ABSOLUTE.test(text))
      .map((text) => `${name}: ${text}`),
  );
  expect(claims).toEqual([]);
});
