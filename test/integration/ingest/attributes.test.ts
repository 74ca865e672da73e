/** Attributes from the manifest to the training set: checked by their declared type and used only as declared. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { declareAttributes } from '../../../lambdas/ingest/runs/declare-attributes.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import {
  readScoringInputs,
  type ScoringInput,
} from '../../../lambdas/prediction-api/predictions/read-scoring-inputs.ts';
import { MODEL_FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { listAttributeTypes, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { DeliveryRefused } from '../../../lambdas/shared/landing/refusals.ts';
import type { Run, TableName } from '../../../lambdas/shared/runs/run.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import {
  type AttributeRow,
  buildExportColumns,
  buildTrainingFeatures,
} from '../../../lambdas/training/training-set/training-set.ts';
import {
  deliverFile,
  type IngestHarness,
  startIngestHarness,
  startRun,
} from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(() => harness?.stop());
beforeEach(() => harness.clear());

type Declared = Partial<Record<TableName, Record<string, { type: string; use: string; label?: string }>>>;

const declared: Declared = {
  customers: { tribe: { type: 'category', use: 'fairness' }, points: { type: 'number', use: 'model' } },
  loan_applications: { grade: { type: 'category', use: 'model' }, origin: { type: 'number', use: 'fairness' } },
};

/** Partition of customer c1. */
const PARTITION = 10;

async function declare(asOf: string, attributes: Declared): Promise<Run> {
  const run = await startRun(harness, asOf);
  const manifest = parseManifest({ as_of: asOf, currency: 'TWD', tables: {}, attributes }, asOf);
  await declareAttributes(harness.database, run, manifest, DEFAULT_DELIVERY_LIMITS);
  return run;
}

async function publish(asOf: string, attributes: Declared): Promise<Run> {
  const run = await declare(asOf, attributes);
  const manifest = parseManifest({ as_of: asOf, currency: 'TWD', tables: {}, attributes }, asOf);
  const of = (table: TableName) => ({ attributes: listAttributeTypes(manifest, table) });
  await deliverFile(harness, run, 'customers', 'customer_id,tribe,points\nc1,blue,7\n', of('customers'));
  const header = 'application_id,customer_id,applied_at,amount,status,defaulted,outcome_date,grade,origin';
  const rows = ['open,c1,2005-09-29,1,received,,,B,4', 'done,c1,2005-09-29,1,closed,true,2005-09-30,A,5'];
  await deliverFile(harness, run, 'loan_applications', `${[header, ...rows].join('\n')}\n`, of('loan_applications'));
  await buildPartition(harness.database, run, PARTITION);
  await publishRun(harness.database, run);
  return run;
}

/** The possible inputs of a model: the features of a training set. */
async function modelInputs(): Promise<string[]> {
  return buildTrainingFeatures(MODEL_FEATURES, await attributeRows()).map(({ name }) => name);
}

const attributeRows = async () =>
  (await harness.query(readSqlFile('training/training_set/list_model_attributes.sql'))) as unknown as AttributeRow[];

/** Names of the groups over which a training would measure fairness now. */
async function listGroups(): Promise<string[]> {
  const statement = readSqlFile('training/training_set/list_fairness_groups.sql');
  const groups = await harness.query(statement.replace('training_set\n', 'analytics.training_examples\n'));
  return groups.map(({ name }) => String(name));
}

describe('a fairness attribute', () => {
  test('that is ignored now is measured no longer, also over examples that were built before', async () => {
    await publish('2005-10-01', declared);
    expect(await listGroups()).toContain('customer_tribe');
    const ignored: Declared = { customers: { tribe: { type: 'category', use: 'ignore' } } };
    await publishRun(harness.database, await declare('2005-11-01', ignored));
    expect(await listGroups()).not.toContain('customer_tribe');
    expect(await listGroups()).toContain('application_origin');
  });

  test('is measured, and is no model input anywhere', async () => {
    const run = await publish('2005-10-01', declared);
    const inputs = await modelInputs();
    expect(inputs.filter((name) => /^(customer|application)_/.test(name))).toEqual([
      'application_grade',
      'customer_points',
    ]);
    const attributes = await attributeRows();
    const groups = ['sex', 'customer_tribe', 'application_origin'];
    const columns = buildExportColumns(buildTrainingFeatures(MODEL_FEATURES, attributes), attributes, groups);
    // Exported next to the features, to be measured.
    expect(columns.filter(({ name }) => groups.includes(name)).map(({ sql }) => sql)).toEqual(
      groups.map((name) => `coalesce(fairness ->> '${name}', attributes ->> '${name}')`),
    );
    for (const table of ['risk_features', 'customer_features']) {
      const found = await harness.query(`select to_jsonb(f) as row from analytics.${table} f where run_id = $1`, [
        run.run_id,
      ]);
      expect(found.length).toBeGreaterThan(0);
      for (const { row } of found as { row: Record<string, object> }[]) {
        expect(Object.keys(row.attributes as object).join()).not.toMatch(/tribe|origin|sex|marital/);
        const groups = row.fairness ?? (row.customer as { fairness: object }).fairness;
        expect(groups).toMatchObject({ customer_tribe: 'blue' });
        expect(inputs.filter((name) => ['sex', 'marital_status', 'age_group'].includes(name))).toEqual([]);
      }
    }
  });

  test('that was a feature before is excluded, also from rows that were built before', async () => {
    const before = { ...declared, customers: { ...declared.customers, tribe: { type: 'category', use: 'model' } } };
    await publish('2005-10-01', before as Declared);
    expect(await modelInputs()).toContain('customer_tribe');
    const features = async () => {
      const { inputs } = await readScoringInputs(harness.database, [{ kind: 'application', application_id: 'done' }]);
      return (inputs[0] as ScoringInput).features;
    };
    expect(await features()).toMatchObject({ customer_tribe: 'blue', application_grade: 'A' });
    const run = await declare('2005-11-01', declared);
    expect(await modelInputs()).toContain('customer_tribe'); // until it is published
    await publishRun(harness.database, run);
    expect(await modelInputs()).not.toContain('customer_tribe');
    expect(await features()).not.toHaveProperty('customer_tribe');
    expect(await features()).toMatchObject({ application_grade: 'A', customer_points: 7 });
  });
});

describe('a model attribute', () => {
  test.each([
    ['customers', 'tribe', 'customer_tribe', 'blue'],
    ['loan_applications', 'origin', 'application_origin', 5],
  ] as const)(
    'of %s that was declared for fairness before is known in frozen examples',
    async (table, name, feature, value) => {
      await publish('2005-10-01', declared);
      const type = (declared[table] as Record<string, { type: string }>)[name]?.type ?? '';
      await publishRun(harness.database, await declare('2005-11-01', { [table]: { [name]: { type, use: 'model' } } }));
      const attributes = await attributeRows();
      const fairness = await listGroups();
      expect(fairness).not.toContain(feature);
      const columns = buildExportColumns(
        buildTrainingFeatures(MODEL_FEATURES, attributes),
        attributes,
        fairness,
      ).filter(({ name }) => name !== 'borrower'); // a number of the export alone
      const names = columns.map((column) => column.name);
      expect(new Set(names).size).toBe(names.length);
      const list = columns.map((column) => `${column.sql} as "${column.name}"`).join(', ');
      expect(await harness.query(`select ${list} from analytics.training_examples`)).toMatchObject([
        { [feature]: value },
      ]);
    },
  );
});

describe('the declared type', () => {
  test('is checked: an invalid number is unknown, and its row is accepted', async () => {
    const run = await declare('2005-10-01', declared);
    await deliverFile(harness, run, 'customers', 'customer_id\nc1\n');
    const header = 'application_id,customer_id,applied_at,amount,origin\n';
    const values = ['4', 'four', 'NaN', 'Infinity', '0x10', '1e400', '', '-1.5e3'];
    const rows = values.map((value, i) => `a${i},c1,2005-09-29,1,${value}\n`).join('');
    const sum = await deliverFile(harness, run, 'loan_applications', header + rows, {
      attributes: { origin: 'number' },
    });
    expect(sum).toEqual({ accepted: 8, rejected: 0 });
    const stored = await harness.query('select attributes from staging.loan_applications order by application_id');
    const unknown = Array.from({ length: 6 }, () => ({ attributes: {} }));
    expect(stored).toEqual([{ attributes: { origin: 4 } }, ...unknown, { attributes: { origin: -1500 } }]);
  });

  test('cannot change between deliveries: the delivery is refused, and nothing is declared', async () => {
    await publish('2005-10-01', declared);
    const changed = {
      customers: { points: { type: 'category', use: 'model' }, late: { type: 'number', use: 'model' } },
    };
    const error = await declare('2005-11-01', changed).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DeliveryRefused);
    expect(error.reason).toEqual({
      error: 'AttributeTypeChanged',
      message:
        'customers.points is declared as category, and was a number before; deliver it as number, or under another name',
    });
    expect(await harness.query("select name from staging.attributes where name = 'late'")).toEqual([]);
  });

  test('stays while use, label and reason change', async () => {
    await publish('2005-10-01', declared);
    for (const use of ['fairness', 'ignore', 'model']) {
      await declare('2005-11-01', { customers: { points: { type: 'number', use, label: `for ${use}` } } });
      expect(await harness.query("select type, use, label from staging.attributes where name = 'points'")).toEqual([
        { type: 'number', use, label: `for ${use}` },
      ]);
    }
  });
});

test('a name that differs from an earlier one in case or separators only is refused until the earlier is ignored', async () => {
  const declareGrades = (uses: Record<string, string>, asOf: string) =>
    declare(asOf, {
      loan_applications: Object.fromEntries(Object.entries(uses).map(([name, use]) => [name, { type: 'number', use }])),
    });
  await publishRun(harness.database, await declareGrades({ loan_grade: 'model' }, '2005-09-28'));
  await expect(declareGrades({ 'Loan-Grade': 'model' }, '2005-09-29')).rejects.toThrow(
    'ReservedColumn: attributes.loan_applications.loan_grade differs in case or separators only',
  );
  await harness.clear();
  await publishRun(harness.database, await declareGrades({ loan_grade: 'model' }, '2005-09-28'));
  await declareGrades({ loan_grade: 'ignore', 'Loan-Grade': 'model' }, '2005-09-29');
});
