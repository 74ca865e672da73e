/** The filter of a report's request: which parameters are refused by name, and the period before. */
import {
  checkParameters,
  findPeriodBefore,
} from '../../../../lambdas/prediction-api/queries/reports/portfolio/filter.ts';

test.each([
  ['2006-01', '2006-01', '2005-12', '2005-12'],
  ['2006-01', '2006-03', '2005-10', '2005-12'],
  ['2005-09', '2006-08', '2004-09', '2005-08'],
  ['1900-01', '2099-12', '1700-01', '1899-12'],
])('before %s to %s are as many months: %s to %s', (from, to, firstBefore, lastBefore) => {
  expect(findPeriodBefore({ from, to })).toEqual({ from: firstBefore, to: lastBefore });
});

test.each([
  ['2006-01', null],
  [null, '2006-01'],
  [null, null],
])('from %s to %s has no period before', (from, to) => expect(findPeriodBefore({ from, to })).toBeNull());

test.each([
  ['alarms', { days: 3 }, 'days'],
  ['overview', { dimension: 'purpose' }, 'dimension'],
  ['filters', { band: 'A' }, 'band'],
  ['drift', { model_version: '20260101T000000Z-00000000' }, 'model_version'],
  ['performance', { within: 'purpose:car' }, 'within'],
] as const)('%s refuses a parameter that it does not take, by name', (report, query, path) => {
  const errors = [{ path, message: `The report ${report} does not take it` }];
  expect(() => checkParameters(report, query)).toThrow(expect.objectContaining({ status: 400, errors }));
});

test('months in the wrong order are refused', () => {
  expect(() => checkParameters('trends', { from: '2006-02', to: '2006-01' })).toThrow(
    expect.objectContaining({ status: 400, errors: [{ path: 'from', message: 'Must not be after to' }] }),
  );
  expect(() => checkParameters('trends', { from: '2006-01', to: '2006-01', days: 3 })).not.toThrow();
});
