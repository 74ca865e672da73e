/** Tests of what the pages of applications, runs and imports decide without a browser. */
import { ApiProblem } from '../../../clients/typescript/client.ts';
import type { UnreadableReason } from '../../../lambdas/ingest/prepare/csv-reader.ts';
import type { ValueFault } from '../../../lambdas/shared/landing/value-rule.ts';
import { isDeliveredId, isUuid, parseSearch } from '../../../web/src/format/ids.ts';
import { formatAge, formatDuration } from '../../../web/src/format/times.ts';
import { buildSteps, concludeReasons } from '../../../web/src/pages/applications/reason-steps.ts';
import { filterScores, readScoreFilter } from '../../../web/src/pages/applications/score-filter.ts';
import { describeAcceptance } from '../../../web/src/pages/runs/describe-acceptance.ts';
import { readRunFilter, writeRunFilter } from '../../../web/src/pages/runs/run-filter.ts';
import type { Evidence, Prediction } from '../../../web/src/queries/api-types.ts';
import { describeRejection } from '../../../web/src/texts/cases/rejections.ts';

const V7 = '01900000-0000-7000-8000-0000000000aa';
const V4 = '4f2d8a16-9d5e-4c71-8f0a-3a1f5f0d2c11';

describe('a search', () => {
  test.each([
    [V7, { prediction: V7 }],
    [`  ${V7.toUpperCase()}\n`, { prediction: V7 }],
    [`\ufeff\u200b${V7}\u200b`, { prediction: V7 }],
    [V4, { customer: V4 }], // a lender's own random ids are customers
    ['01900000-0000-7000-c000-0000000000aa', { customer: '01900000-0000-7000-c000-0000000000aa' }],
    ['\tC-17 \u00a0', { customer: 'C-17' }],
    ['Anna  Smith', { customer: 'Anna  Smith' }],
    [' \u200b ', undefined],
  ])('for %j', (text, target) => {
    expect(parseSearch(text)).toEqual(target);
  });

  test('is for an id that the API can have', () => {
    expect([V7, V4, 'x', `${V7}0`].map(isUuid)).toEqual([true, true, false, false]);
    const ids = ['C-1', '😀'.repeat(200), 'a'.repeat(201), 'a\u0000', '.', '..', ''];
    expect(ids.map(isDeliveredId)).toEqual([true, true, false, false, false, false, false]);
  });
});

describe('the reasons of a score', () => {
  const reason = { rank: 1, feature: 'balance', label: 'Balance', text: 'The balance is low', value: 12.5 };
  const reasons = [{ ...reason, contribution: 0.4 }] as Evidence['reasons'];
  const explanation = { scale: 'log_odds', base: -1, margin: -2 } as const;

  test('are features with their values where the case is approved', () => {
    const steps = buildSteps(reasons, explanation, 'raised_risk');
    expect(steps.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['The average applicant', -1, -1],
      ['Balance: 12.5', -1, -0.6],
      ['All other values together', -0.6, -2],
      ['This applicant', -2, -2],
    ]);
    expect(concludeReasons(reasons, explanation, 'raised_risk')).toMatch(/safer than the average.* Balance: 12\.5\.$/);
  });

  test.each(['adverse_action', 'rule'] as const)('are in the words of the catalogue where they are %s', (kind) => {
    const riskier = { ...explanation, margin: 1 };
    expect(buildSteps(reasons, riskier, kind)[1]).toMatchObject({
      name: 'The balance is low',
      detail: 'Balance: 12.5',
    });
    expect(concludeReasons(reasons, riskier, kind)).toMatch(/riskier than the average.*: the balance is low\.$/);
  });

  test('need none', () => {
    expect(concludeReasons([], explanation, 'raised_risk')).toMatch(/no value raised the risk/);
    expect(concludeReasons([], { ...explanation, margin: 0 }, 'raised_risk')).toMatch(/no single value stands out/);
  });
});

test('a run says that every row was accepted only after it has read them all', () => {
  const describeRun = (state: 'published' | 'refused' | 'failed' | 'running' | 'gate_failed', rows_delivered: number) =>
    describeAcceptance({ state, rows_delivered });
  expect(describeRun('published', 7)).toBe('allAccepted');
  expect(describeRun('gate_failed', 7)).toBe('allAccepted');
  expect(describeRun('refused', 0)).toBe('notChecked');
  expect(describeRun('refused', 7)).toBe('notChecked');
  expect(describeRun('failed', 7)).toBe('notChecked');
  expect(describeRun('published', 0)).toBe('notChecked');
  expect(describeRun('running', 7)).toBe('notKnown');
});

test('every reason of a rejected row has words', () => {
  const faults: Record<ValueFault, true> = {
    ...{ too_long: true, invalid_id: true, not_a_date: true, not_a_timestamp: true, not_an_integer: true },
    ...{ not_a_number: true, not_a_boolean: true, not_allowed: true, out_of_range: true, in_future: true },
    personal_value: true,
  };
  const codes = Object.keys(faults).map((fault) => `${fault}:amount`);
  expect(codes.filter((code) => !describeRejection(code).startsWith('amount: the '))).toEqual([]);
  const unreadable: Record<UnreadableReason, true> = {
    ...{ broken_quoting: true, nul_byte: true, invalid_utf8: true, line_too_long: true },
  };
  const rows = [...Object.keys(unreadable), 'missing_key', 'duplicate_key', 'unknown_customer', 'misplaced_values'];
  expect(rows.filter((code) => describeRejection(code) === code)).toEqual([]);
  expect(describeRejection('missing_value:customer_id')).toBe('customer_id: the value is missing');
  expect(['new_fault', 'new_fault:amount'].map(describeRejection)).toEqual(['new_fault', 'new_fault:amount']);
});

test('the filter of runs goes to the address and back', () => {
  expect(writeRunFilter({})).toBe('/runs');
  const path = writeRunFilter({ state: 'refused', from: '2005-09', before: undefined });
  expect(path).toBe('/runs?state=refused&from=2005-09');
  expect(readRunFilter(new URL(path, 'http://x').searchParams)).toEqual({ state: 'refused', from: '2005-09' });
  expect(readRunFilter(new URLSearchParams('state=&other=1'))).toEqual({});
});

test('the scores of a customer are filtered by current decision and month', () => {
  const scores = [
    { prediction_id: 'a', decision: 'approve', scored_at: '2005-10-31T23:59:59.000Z' },
    { prediction_id: 'b', decision: 'refer', scored_at: '2005-11-01T00:00:00.000Z' },
  ] as Prediction[];
  const list = (search: string) =>
    filterScores(scores, readScoreFilter(new URLSearchParams(search))).map(({ prediction_id }) => prediction_id);
  expect(list('')).toEqual(['a', 'b']);
  expect(list('decision=refer')).toEqual(['b']);
  expect(list('to=2005-10')).toEqual(['a']);
  expect(list('from=2005-11&to=2005-11')).toEqual(['b']);
  expect(list('decision=approve&from=2005-11')).toEqual([]);
});

test.each([
  [0, 'less than 1 hour'],
  [0.99, 'less than 1 hour'],
  [1.9, '1 hour'],
  [47, '47 hours'],
  [48, '2 days'],
  [60 * 24, '60 days'],
  [61 * 24, '2 months'],
  [7729 * 24, '21 years'],
  [null, '–'],
])('an age of %d hours is %s', (hours, text) => {
  expect(formatAge(hours)).toBe(text);
});

test.each([
  [4.21, '4.2 s'],
  [59.7, '1 min 0 s'],
  [119.6, '2 min 0 s'],
  [200, '3 min 20 s'],
  [3599.9, '1 h 0 min'],
  [7190, '2 h 0 min'],
])('a duration of %d seconds is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

describe('a failed request', () => {
  const problem = (status: number, errors: { path: string; message: string }[] = []) =>
    new ApiProblem({ type: 'about:blank', title: 'x', status, detail: 'The API says why.', errors });

  test.each([
    [403, 'You are not allowed to see this', 'You are not allowed to do this'],
    [404, 'Not found', 'Not found'],
    [400, 'The address is not valid', 'This was not accepted'],
    [409, 'This is not possible now', 'This is not possible now'],
    [422, 'The address is not valid', 'This was not accepted'],
    [429, 'Too many requests', 'Too many requests'],
    [503, 'The service is not available at the moment', 'The service is not available at the moment'],
  ])('%d reads as a page: %s; as a change: %s', async (status, page, change) => {
    const { describeFailure, describeRefusal } = await loadFailure();
    expect(describeFailure(problem(status)).title).toBe(page);
    expect(describeRefusal(problem(status))).toEqual({ title: change, detail: 'The API says why.' });
  });

  test('names the fields that are wrong, and hides what only a developer understands', async () => {
    const { describeFailure, describeRefusal } = await loadFailure();
    const errors = [{ path: 'from', message: 'Must be a month such as 2005-10' }];
    expect(describeFailure(problem(400, errors)).detail).toBe('from: Must be a month such as 2005-10');
    expect(describeFailure(new Error('x is not a function')).detail).not.toContain('function');
    expect(describeFailure(new TypeError('Failed to fetch'))).toMatchObject({ kind: 'offline', isTransient: true });
    expect(describeRefusal(new TypeError('Failed to fetch')).detail).not.toMatch(/retries|Failed/);
  });
});

/** The session that the module knows reads the browser's storage when it is loaded. */
async function loadFailure() {
  Object.assign(globalThis, { sessionStorage: { getItem: () => null } });
  return import('../../../web/src/queries/failure.ts');
}
