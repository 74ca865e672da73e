/** Readers during a backfill: they see its corrections when it is published, or never. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatCsv } from '../../../testing/lenders/daily-lender.ts';
import {
  type DailyHarness,
  type DeliveredTables,
  startDailyHarness,
} from '../../../testing/workflows/daily-harness.ts';

const DAY = '2005-10-01';

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
});
afterAll(() => harness?.stop());

const application = (application_id: string, fields: Record<string, string | number>) => ({
  ...{ application_id, customer_id: 'c1', applied_at: '2005-09-29T10:00:00Z', amount: 500, term_months: 12 },
  ...{ annual_rate: 0.1, status: 'received', ...fields },
});

/** An application with an outcome, an open one, and a correction of both. */
function day({ defaulted = 'false', open = 'received', amount = 500 } = {}): DeliveredTables {
  const settled = { status: 'closed', defaulted, outcome_date: '2005-09-30' };
  return {
    customers: formatCsv('customers', [{ customer_id: 'c1', birth_date: '1970-01-01', annual_income: 1000 }]),
    loan_applications: formatCsv('loan_applications', [
      application('known', settled),
      application('open', { status: open, amount }),
    ]),
  };
}

const declared = (use: string, label: string) => ({ loan_applications: { grade: { type: 'category', use, label } } });

/** Everything that readers outside of the run can see. */
const READ = {
  features: 'select to_jsonb(r) as row from analytics.current_features r order by application_id, as_of',
  customers: 'select to_jsonb(r) as row from analytics.current_customer_features r order by 1',
  examples: 'select to_jsonb(r) as row from analytics.training_examples r order by application_id',
  applications: 'select to_jsonb(r) as row from staging.published_applications r order by application_id, valid_from',
  attributes: 'select to_jsonb(r) as row from staging.published_attributes r',
};
async function seen(): Promise<Record<string, unknown>> {
  const entries = Object.entries(READ).map(async ([name, sql]) => [name, await harness.query(sql)]);
  return Object.fromEntries(await Promise.all(entries));
}
const staged = () =>
  harness.query('select application_id, status, defaulted, amount from staging.loan_applications order by 1');

/** Runs the landed day again. Returns what readers saw before each state, and the rows in staging. */
async function watched(others = {}) {
  const views: { state: string; seen: unknown; staged: unknown }[] = [];
  const onState = async (state: string) => views.push({ state, seen: await seen(), staged: await staged() });
  const execution = await harness.run({ up_to: DAY }, others, onState);
  return { execution, views };
}

test('a correction of a published day is visible when it is published, all at once', async () => {
  await harness.land(DAY, day(), 'full', declared('model', 'Grade'));
  expect(await harness.run({ up_to: DAY })).toMatchObject({ status: 'SUCCEEDED' });
  const [before, stagedBefore] = [await seen(), await staged()];
  expect(before).toMatchObject({ examples: [{ row: { application_id: 'known', defaulted: 0 } }] });

  await harness.land(DAY, day({ defaulted: 'true', open: 'declined', amount: 900 }), 'full', declared('fairness', 'G'));
  const { execution, views } = await watched();
  expect(execution.status).toBe('SUCCEEDED');
  const published = views.findIndex(({ state }) => state === 'ScoreApplications');
  const unpublished = views.slice(0, published);
  expect(unpublished.length).toBeGreaterThan(20);
  for (const view of unpublished) expect([view.state, view.seen]).toEqual([view.state, before]);
  // Negative control: the rows in staging were replaced long before.
  expect(unpublished.at(-1)?.staged).not.toEqual(stagedBefore);
  const after = await seen();
  for (const view of views.slice(published)) expect([view.state, view.seen]).toEqual([view.state, after]);
  expect(after).toMatchObject({
    examples: [{ row: { application_id: 'known', defaulted: 1 } }],
    attributes: [{ row: { use: 'fairness', label: 'G' } }],
  });
});

test('a correction that fails the quality gate is never visible, nor is its undo', async () => {
  const before = await seen();
  const gone: DeliveredTables = { ...day({ defaulted: 'false', amount: 1 }) };
  gone.loan_applications = (gone.loan_applications as string).replace(/^open.*\n/m, ''); // so that it ends
  await harness.land(DAY, gone, 'full', declared('model', 'Grade again'));
  const failing = { CheckQuality: () => ({ outcome: 'failed', pass_rate: 0, checks: 1, failed: ['ranges'] }) };
  const { execution, views } = await watched(failing);
  expect(execution.error).toBe('QualityGateFailed');
  for (const view of views) expect([view.state, view.seen]).toEqual([view.state, before]);
  const ended = await harness.query(
    "select 1 from analytics.runs where state = 'gate_failed' and closed_at is not null",
  );
  expect(ended).toHaveLength(1);
  expect(await seen()).toEqual(before);
});
