/** Target expressions: what a person can write, and how a mistake is pointed at. */
import { TargetDefinition } from '../../../lambdas/onboarding/contract/target.ts';
import { parseTarget, parseTargetExpression } from '../../../lambdas/onboarding/proposal/parse-target.ts';

it.each([
  ['status in (Charged Off, Default)', [{ column: 'status', is: 'in', values: ['Charged Off', 'Default'] }]],
  ['class = 2', [{ column: 'class', is: 'in', values: ['2'] }]],
  ['default payment next month = 1', [{ column: 'default payment next month', is: 'in', values: ['1'] }]],
  ['days_past_due >= 90', [{ column: 'days_past_due', is: 'at_least', value: 90 }]],
  ['score < 300.5', [{ column: 'score', is: 'below', value: 300.5 }]],
  ['write_off_date is known', [{ column: 'write_off_date', is: 'known' }]],
  ['write_off_date is not null', [{ column: 'write_off_date', is: 'known' }]],
  ['repaid_on IS unknown', [{ column: 'repaid_on', is: 'unknown' }]],
  ['"default in months" = "yes, always"', [{ column: 'default in months', is: 'in', values: ['yes, always'] }]],
  [
    'status = Charged Off or dpd >= 90',
    [
      { column: 'status', is: 'in', values: ['Charged Off'] },
      { column: 'dpd', is: 'at_least', value: 90 },
    ],
  ],
])('reads %s', (text, bad) => {
  const target = parseTarget(text);
  expect(TargetDefinition.parse(target)).toEqual({
    ...{ description: text, bad, good: [], event_date: null, performance_months: null },
  });
});

it('reads the window, the day of the event and what is good', () => {
  const parsed = parseTargetExpression(
    'dpd >= 90 within 2 years of issue_d dated first_dpd_90 good if status in (Fully Paid, Closed)',
  );
  expect(parsed).toMatchObject({
    since: 'issue_d',
    target: {
      performance_months: 24,
      event_date: 'first_dpd_90',
      good: [{ column: 'status', is: 'in', values: ['Fully Paid', 'Closed'] }],
    },
  });
});

it.each([
  ['', 'at its end: the name of a column'],
  ['status', 'at its end: one of'],
  ['status in (Default, Late', 'at character 11 ("(Default,"): ")" for the list'],
  ['status in ()', 'at character 11 ("()"): a value'],
  ['dpd > 90', 'at character 5 (">"): one of'],
  ['dpd >= ninety', 'at character 8 ("ninety"): a number'],
  ['dpd >= 1,5', 'at character 8 ("1,5"): a number'],
  ['dpd >= 90 within 12', 'at its end: "months"'],
  ['dpd >= 90 within 500 months', 'at character 18 ("500"): a number of months from 1 to 120'],
  ['a = 1 and b = 2', 'at character 7 ("and"): "or"'],
  ['a = 1 sometimes', undefined],
  ['wo_date is nice', 'at character 12 ("nice"): "known" or "unknown"'],
])('points at what is wrong in "%s"', (text, place) => {
  if (place === undefined)
    return expect(parseTarget(text).bad).toEqual([{ column: 'a', is: 'in', values: ['1 sometimes'] }]);
  expect(() => parseTarget(text)).toThrow(place);
});
