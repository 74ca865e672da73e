/** Applications that a later delivery corrects, and outcomes that are dated after their delivery. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { declareAttributes } from '../../../lambdas/ingest/runs/declare-attributes.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import { checkQuality } from '../../../lambdas/quality/check-quality.ts';
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
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
