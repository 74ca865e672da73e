/** Applications that a later delivery corrects, and outcomes that are dated after their delivery. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { declareAttributes } from '../../../lambdas/ingest/runs/declare-attributes.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import { undoUnpublishedRuns } from '../../../lambdas/ingest/runs/undo-runs.ts';
import { checkQuality } from '../../../lambdas/quality/check-quality.ts';
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import { json } from '../../../lambdas/shared/aws/database.ts';
import { formatLine } from '../../../lambdas/shared/csv/format-line.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { listAttributeTypes, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { PARTITIONS } from '../../../lambdas/shared/runs/partitions.ts';
import type { DeliveryMode, Run } from '../../../lambdas/shared/runs/run.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { INSERT_CHAMPION } from '../../../testing/faults/score-without-model.ts';
import {
  deliverFile,
  type IngestHarness,
  startIngestHarness,
  startRun,
} from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
let partitions: number[];
beforeAll(async () => {
  harness = await startIngestHarness();
  const rows = await harness.query(
    `select distinct partition from generate_series(0, ${PARTITIONS - 1}) partition cross join unnest($1::text[]) id
     where satisfies_hash_partition('staging.credit_history'::regclass, ${PARTITIONS}, partition, id)`,
    [CUSTOMERS],
  );
  partitions = rows.map(({ partition }) => Number(partition));
  await harness.query(INSERT_CHAMPION);
});
afterAll(() => harness?.stop());
beforeEach(() => harness.clear());

const [OCTOBER, NOVEMBER, DECEMBER] = ['2005-10-01', '2005-11-01', '2005-12-01'] as const;
/** In partitions of their own. */
const CUSTOMERS = ['c1', 'c2', 'c3'];
const attributes = {
  loan_applications: { grade: { type: 'category', use: 'model' }, branch: { type: 'category', use: 'fairness' } },
};

const APPLICATION = {
  ...{ application_id: 'a1', customer_id: 'c1', applied_at: '2005-09-29T10:00:00Z', amount: '1000', term_months: '12' },
  ...{ annual_rate: '0.1', purpose: 'car', monthly_debt_payments: '100', collateral_value: '500', grade: 'A' },
  ...{ branch: 'north', status: 'received', defaulted: '', outcome_date: '' },
};
type Fields = Partial<typeof APPLICATION>;
const CORRECTED: Fields = {
  ...{ amount: '2000', term_months: '24', annual_rate: '0.2', purpose: 'home', monthly_debt_payments: '300' },
  ...{ collateral_value: '4000', grade: 'B', branch: 'south' },
};
const REPAID: Fields = { status: 'closed', defaulted: 'false', outcome_date: '2005-10-20' };

/** Delivers one application, builds all features and checks them; publishes where the checks let it. */
async function publish(asOf: string, fields: Fields | null, mode: DeliveryMode = 'delta'): Promise<Run> {
  const run = await startRun(harness, asOf);
  const manifest = parseManifest({ as_of: asOf, currency: 'TWD', tables: {}, attributes }, asOf);
  await declareAttributes(harness.database, run, manifest, DEFAULT_DELIVERY_LIMITS);
  const customers = CUSTOMERS.map((id, n) => `${id},${1000 * (n + 1)}\n`).join('');
  await deliverFile(harness, run, 'customers', `customer_id,annual_income\n${customers}`);
  if (fields) {
    const row = { ...APPLICATION, ...fields };
    const text = formatLine(Object.keys(row)) + formatLine(Object.values(row));
    const types = listAttributeTypes(manifest, 'loan_applications');
    await deliverFile(harness, run, 'loan_applications', text, { attributes: types, mode });
  }
  for (const partition of partitions) await buildPartition(harness.database, run, partition);
  expect(await checkQuality(harness.database, run)).toMatchObject({ failed: [] });
  await publishRun(harness.database, run);
  return run;
}

const readFeatures = ({ run_id }: Run) =>
  harness.query(
    `select customer_id, as_of::date::text, annual_income, amount, term_months, annual_rate, purpose, debt_to_income,
       loan_to_value, attributes ->> 'application_grade' as grade, fairness ->> 'application_branch' as branch
     from analytics.risk_features where run_id = $1 order by application_id, as_of`,
    [run_id],
  );
const listExamples = () =>
  harness.query('select application_id as id, defaulted, as_of::date::text from analytics.training_examples');
/** The applications that the daily scoring of a run scores. */
const listOpen = (run: Run) =>
  harness.database.transaction(async (transaction) => {
    const parameters = { run_id: run.run_id, model_version: 'm', policy_version: 'p', segments: '[]', arms: '[]' };
    await transaction.execute(readSqlFile('scoring/create_open_applications.sql'), parameters);
    return transaction.query<{ application_id: string }>('select application_id from open_applications');
  });

const ORIGINAL_FEATURES = {
  ...{ customer_id: 'c1', annual_income: 1000, amount: 1000, term_months: 12, annual_rate: 0.1, purpose: 'car' },
  ...{ loan_to_value: 2, grade: 'A', branch: 'north' },
};
const CORRECTED_FEATURES = {
  ...{ customer_id: 'c1', annual_income: 1000, amount: 2000, term_months: 24, annual_rate: 0.2, purpose: 'home' },
  ...{ loan_to_value: 0.5, grade: 'B', branch: 'south' },
};

describe('an open application whose own fields are corrected', () => {
  test('is decided with all of the corrections', async () => {
    const first = await publish(OCTOBER, {});
    expect(await readFeatures(first)).toMatchObject([{ ...ORIGINAL_FEATURES, as_of: OCTOBER }]);
    const second = await publish(NOVEMBER, CORRECTED);
    expect(await readFeatures(second)).toMatchObject([{ ...CORRECTED_FEATURES, as_of: NOVEMBER }]);
    expect(await listOpen(second)).toEqual([{ application_id: 'a1' }]);
    // A day without the application keeps the correction.
    expect(await readFeatures(await publish(DECEMBER, null))).toMatchObject([
      { ...CORRECTED_FEATURES, as_of: DECEMBER },
    ]);
  });

  test.each(['c2', 'c3'])(
    'is decided once, for its new customer %s, whatever partition that is in',
    async (customer_id) => {
      await publish(OCTOBER, {});
      const second = await publish(NOVEMBER, { customer_id });
      const annual_income = 1000 * (CUSTOMERS.indexOf(customer_id) + 1);
      expect(await readFeatures(second)).toMatchObject([{ customer_id, annual_income, as_of: NOVEMBER }]);
      const third = await publish(DECEMBER, { customer_id }, 'full');
      expect(await readFeatures(third)).toMatchObject([{ customer_id, as_of: DECEMBER }]);
    },
  );

  test('freezes its first version when its outcome arrives, and a later correction changes nothing', async () => {
    await publish(OCTOBER, {});
    const second = await publish(NOVEMBER, { ...CORRECTED, ...REPAID, customer_id: 'c2' });
    expect(await readFeatures(second)).toMatchObject([{ ...ORIGINAL_FEATURES, as_of: '2005-09-29' }]);
    expect(await readFeatures(await publish(DECEMBER, { ...REPAID, amount: '9' }))).toEqual([]);
    expect(await listExamples()).toEqual([{ id: 'a1', defaulted: 0, as_of: '2005-09-29' }]);
  });
});

describe('an outcome that is dated after its delivery', () => {
  const future: Fields = { defaulted: 'true', outcome_date: '2005-11-15' };

  test('counts from its date on: until then the application is open and no example', async () => {
    const first = await publish(OCTOBER, future);
    expect(await readFeatures(first)).toMatchObject([{ as_of: OCTOBER }]);
    expect(await listOpen(first)).toEqual([{ application_id: 'a1' }]);
    expect(await listExamples()).toEqual([]);
    const second = await publish(NOVEMBER, null);
    expect(await listOpen(second)).toEqual([{ application_id: 'a1' }]);
    const third = await publish(DECEMBER, null);
    expect(await readFeatures(third)).toMatchObject([{ as_of: '2005-09-29' }]);
    expect(await listOpen(third)).toEqual([]);
    expect(await listExamples()).toEqual([{ id: 'a1', defaulted: 1, as_of: '2005-09-29' }]);
  });

  test('is no example either when it corrects an outcome that was known', async () => {
    await publish(OCTOBER, { ...REPAID, outcome_date: '2005-09-30' });
    expect(await listExamples()).toHaveLength(1);
    await publish(NOVEMBER, { ...REPAID, ...future });
    expect(await listExamples()).toEqual([]);
  });

  test('does not open an application that is decided', async () => {
    const first = await publish(OCTOBER, { ...future, status: 'active' });
    expect(await readFeatures(first)).toEqual([]);
    expect(await listOpen(first)).toEqual([]);
  });

  test('counts in the reports when its date is reached', async () => {
    await publish(OCTOBER, future);
    await harness.query(`insert into predictions.risk_scores (prediction_id, application_id, customer_id, source, as_of,
        features_as_of, features, lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision,
        decided_by, lgd, ead, expected_loss, requested_by)
      values (gen_random_uuid(), 'a1', 'c1', 'batch', '${OCTOBER}', '${OCTOBER}', '{}', '{}', 'champion', 's', 'p', 0.1, 0, 700,
        'A', 'approve', 'score', 0.4, 1, 1, 'test')`);
    const countOutcomes = async () => {
      await refreshReporting(harness.connect('risk_monitoring'), { highRiskBands: {} });
      const [day] = await harness.query('select outcomes::int from reporting.decisions_daily where as_of = $1', [
        OCTOBER,
      ]);
      return day?.outcomes;
    };
    expect(await countOutcomes()).toBe(0);
    await publish(NOVEMBER, null);
    expect(await countOutcomes()).toBe(0);
    await publish(DECEMBER, null);
    expect(await countOutcomes()).toBe(1);
  });
});

describe('a value that a data subject had corrected', () => {
  afterEach(() => harness.query('truncate privacy.rectifications'));

  const rectify = (corrections: object[], customer = 'c1') =>
    harness
      .connect('risk_privacy')
      .query("select privacy.rectify(:customer, cast(:corrections as jsonb), 'as asked', 'officer') as stored", {
        customer,
        corrections: json(corrections),
      });
  const correct = (table_name: string, row_key: string, column_name: string, value: string | null) => ({
    ...{ table_name, row_key, column_name, value },
  });
  const ALL = [
    correct('customers', '', 'annual_income', '5000'),
    correct('loan_applications', 'a1', 'amount', '2500'),
    correct('loan_applications', 'a1', 'attributes.grade', 'C'),
  ];
  const CORRECT = { annual_income: 5000, amount: 2500, grade: 'C', term_months: 12 };
  const listHeld = async () =>
    (await harness.query('select column_name from privacy.held_rectifications order by 1')).map(
      ({ column_name }) => column_name,
    );
  /** Every staging row, without what names its origin. */
  const readStaging = () =>
    harness.query(
      `select to_jsonb(t) - 'loaded_at' as row from staging.customers t
       union all select to_jsonb(t) - 'loaded_at' from staging.loan_applications t
       union all select to_jsonb(t) - 'loaded_at' from staging.credit_history t
       union all select to_jsonb(t) - 'loaded_at' from staging.transactions t order by 1`,
    );

  test('wins over deliveries, rescores the application, and ends when it is delivered', async () => {
    await publish(OCTOBER, {});
    await rectify(ALL);
    const second = await publish(NOVEMBER, null);
    expect(await readFeatures(second)).toMatchObject([CORRECT]);
    expect(await listOpen(second)).toEqual([{ application_id: 'a1' }]);
    // The lender delivers the wrong values again, and one right one.
    const third = await publish(DECEMBER, { amount: '2500' });
    expect(await readFeatures(third)).toMatchObject([CORRECT]);
    expect(await listHeld()).toEqual(['annual_income', 'attributes.grade']);
    const fourth = await publish('2006-01-01', { amount: '3000' });
    expect(await readFeatures(fourth)).toMatchObject([{ ...CORRECT, amount: 3000 }]);
    expect(await listHeld()).toEqual(['annual_income', 'attributes.grade']);
  });

  test('is replaced by another correction, also to unknown, and is of its customer only', async () => {
    await publish(OCTOBER, {});
    await rectify([correct('loan_applications', 'a1', 'purpose', 'boat')]);
    await rectify([correct('loan_applications', 'a1', 'purpose', null)]);
    expect(await readFeatures(await publish(NOVEMBER, {}))).toMatchObject([{ purpose: null, annual_income: 1000 }]);
    expect(await listHeld()).toEqual(['purpose']);
  });

  test('counts in statements and transactions, and the undo of the run puts everything back', async () => {
    const first = await publish(OCTOBER, {});
    const source = { run_id: first.run_id, source_file: 'f.csv', source_line: 2 };
    await harness.query(
      `insert into staging.credit_history (customer_id, as_of, balance, run_id, source_file, source_line)
       values ('c1', '2005-09-30', 10, $1, 'f.csv', 2)`,
      [source.run_id],
    );
    await harness.query(
      `insert into staging.transactions (customer_id, transaction_id, booked_at, amount, run_id, source_file, source_line)
       values ('c1', 't1', '2005-09-20', -10, $1, 'f.csv', 2)`,
      [source.run_id],
    );
    await rectify([
      ...ALL,
      correct('credit_history', '2005-09-30', 'balance', '77'),
      correct('transactions', 't1', 'amount', '55'),
    ]);
    const before = await readStaging();
    const run = await startRun(harness, NOVEMBER);
    for (const partition of partitions) await buildPartition(harness.database, run, partition);
    // A task that is repeated corrects nothing twice, and does not take the correction for a delivery.
    for (const partition of partitions) await buildPartition(harness.database, run, partition);
    const built = await harness.query(
      'select balance, inflow_90d, amount from analytics.risk_features where run_id = $1',
      [run.run_id],
    );
    expect(built).toEqual([{ balance: 77, inflow_90d: 55, amount: 2500 }]);
    expect(await listHeld()).toHaveLength(5);
    await harness.query("update analytics.runs set state = 'failed' where run_id = $1", [run.run_id]);
    await undoUnpublishedRuns(harness.database);
    expect(await readStaging()).toEqual(before);
    expect(await listHeld()).toHaveLength(5);
  });

  test('is refused by name, and nothing is stored', async () => {
    await publish(OCTOBER, {});
    const right = correct('customers', '', 'dependants', '1');
    for (const [sqlState, customer, wrong] of [
      ['PV101', 'nobody', correct('customers', '', 'annual_income', '1')],
      ['PV111', 'c1', correct('customers', '', 'customer_id', 'c2')],
      ['PV111', 'c1', correct('customers', '', 'personal_data', 'x')],
      ['PV111', 'c1', correct('customers', '', 'attributes.unheard_of', 'x')],
      ['PV111', 'c1', correct('audit', '', 'annual_income', '1')],
      ['PV112', 'c1', correct('customers', '', 'annual_income', 'much')],
      ['PV113', 'c1', correct('loan_applications', 'other', 'amount', '1')],
      ['PV113', 'c2', correct('loan_applications', 'a1', 'amount', '1')],
    ] as const) {
      await expect(rectify([right, wrong], customer)).rejects.toMatchObject({ sqlState });
    }
    expect(await listHeld()).toEqual([]);
  });
});
