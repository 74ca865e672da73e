/** The feature catalogue and the database agree: columns, types, comments and SQL files. */
import { readFileSync } from 'node:fs';
import {
  buildCatalogueSchema,
  CUSTOMER_FEATURES,
  describeColumn,
  FEATURES,
} from '../../../lambdas/shared/features/catalogue.ts';
import { listSqlFiles, readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

const SQL_TYPE = { number: 'double precision', integer: 'integer', category: 'text' };

/** Reads the columns of a relation that are features, with their types and comments. */
async function featureColumns(relation: string) {
  const { rows } = await db.superuser.query(
    `select attname as name, format_type(atttypid, atttypmod) as type, col_description(attrelid, attnum) as comment
     from pg_attribute where attrelid = $1::regclass and attnum > 0 and attname = any ($2) order by attnum`,
    [relation, FEATURES.map(({ name }) => name)],
  );
  return rows;
}

const expected = (list: typeof FEATURES) =>
  list.map((feature) => ({ name: feature.name, type: SQL_TYPE[feature.type], comment: describeColumn(feature) }));

test.each(['analytics.risk_features', 'analytics.current_features', 'analytics.training_examples'])(
  'the columns of %s are the catalogue',
  async (relation) => {
    expect(await featureColumns(relation)).toEqual(expected(FEATURES));
  },
);

test.each(['analytics.customer_features', 'analytics.current_customer_features'])(
  'the columns of %s are the customer features of the catalogue',
  async (relation) => {
    expect(await featureColumns(relation)).toEqual(expected(CUSTOMER_FEATURES));
  },
);

test.each(['applicant', 'bureau', 'cash_flow', 'loan'])(
  'features/%s.sql builds exactly the features of its family',
  async (family) => {
    const file = `features/${family}.sql`;
    const needsPartition = ['bureau', 'cash_flow'].includes(family);
    const body = readSqlFile(file, needsPartition ? { partition: '00' } : {});
    const { fields } = await db.superuser.query(`
    with spine as (select ''::text as spine_id, ''::text as customer_id, null::timestamp as as_of,
        null::timestamp as since_30d, null::timestamp as since_90d, null::timestamp as since_180d where false),
      customer_version as (select ''::text as spine_id, null::timestamp as as_of, c.* from staging.customers c where false),
      application as (select ''::text as spine_id, a.* from staging.loan_applications a where false),
      customer as (select ''::text as spine_id, 0::double precision as annual_income, 0::double precision as credit_limit),
      family as (${body})
    select * from family where false`);
    const { rows: types } = await db.superuser.query(
      'select type, format_type(type, null) as name from unnest($1::oid[]) as type',
      [fields.map(({ dataTypeID }) => dataTypeID)],
    );
    const typeName = new Map(types.map(({ type, name }) => [Number(type), name]));
    const made = fields.map(({ name, dataTypeID }) => ({ name, type: typeName.get(dataTypeID) }));
    const listed = FEATURES.filter(({ sql }) => sql === file).map(({ name, type }) => ({ name, type: SQL_TYPE[type] }));
    expect(made).toEqual([{ name: 'spine_id', type: 'text' }, ...listed]);
  },
);

test('every query in sql/features and sql/quality states its grain in its header', () => {
  for (const folder of ['features', 'quality', 'quality/partition']) {
    for (const file of listSqlFiles(folder)) {
      expect(readFileSync(`sql/${folder}/${file}`, 'utf8')).toMatch(/^(--[^\n]*\n)*?-- Grain: one row/);
    }
  }
});

test('catalogue.schema.json is what scripts/catalogue-schema.ts writes', () => {
  expect(JSON.parse(readFileSync('sql/features/catalogue.schema.json', 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(buildCatalogueSchema())),
  );
});

test('no protected characteristic is a model input', () => {
  const protectedNames = /sex|gender|marital|ethnic|religion|race|nationality|country/;
  expect(FEATURES.filter(({ name }) => protectedNames.test(name))).toEqual([]);
});
