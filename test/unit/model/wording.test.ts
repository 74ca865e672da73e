/** Tests which text of a feature a value gets. */
import { buildWordings } from '../../../lambdas/shared/model/explain/wording.ts';

const reason = { high: 'many', low: 'few', missing: 'not known' };
const feature = { name: 'x', type: 'number' as const, monotone: 0 as const, label: 'X', reason };

const getText = (values: (number | null)[], value: number | string | null) =>
  buildWordings(
    [feature],
    values.map((x) => ({ x })),
  )
    .get('x')
    ?.getText(value);

test.each<[string, (number | null)[], number | null]>([
  ['few', [1, 2, 3, null], 1.5],
  ['many', [1, 2, 3], 2.5],
  ['not known', [1, 2, 3], null],
  ['few', [0, 0, 0, 5], 0],
  ['many', [0, 0, 0, 5], 1],
  ['many', [-9, 1, 1], 1],
  ['many', [null], 3],
  ['few', [null], 0],
])('a number is worded as %s next to %j where it is %j', (expected, values, value) => {
  expect(getText(values, value)).toBe(expected);
});

test('a category has one text, and an unknown value another', () => {
  const words = buildWordings([{ ...feature, type: 'category' }], [{ x: 'car' }]).get('x');
  expect([words?.getText('car'), words?.getText('never seen'), words?.getText(''), words?.getText(null)]).toEqual([
    'many',
    'many',
    'not known',
    'not known',
  ]);
});
