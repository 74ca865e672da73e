/** Reads what the fault test compares: what readers see at one moment and what staging holds, without run ids and times. */
import type { FaultHarness } from './fault-harness.ts';

const VIEWS = {
  features: 'analytics.current_features row',
  customers: 'analytics.current_customer_features row',
  examples: 'analytics.training_examples row',
  publications: 'analytics.publications row',
  applications: 'staging.published_applications row',
};

const TABLES = {
  // Each preparation seals personal data under a new key; personal-data.ts checks it.
  staged_customers: `(select to_jsonb(c) - 'personal_data' as row from staging.customers c) row`,
  staged_applications: 'staging.loan_applications row',
  staged_statements: 'staging.credit_history row',
  staged_movements: 'staging.transactions row',
  attributes: 'staging.attributes row',
  superseded: `(select s.table_name, s.key, s.row - '{run_id,loaded_at,declared_at,personal_data}'::text[] as row
    from staging.superseded_rows s) row`,
  rejected: '(select r.* from staging.rejected_rows r join analytics.publications using (run_id)) row',
  loads: '(select l.* from staging.loads l join analytics.publications using (run_id)) row',
  quality: '(select q.* from analytics.quality_results q join analytics.publications using (run_id)) row',
  runs: `(select r.as_of, r.state, r.manifest_etag from analytics.runs r where r.state in ('running', 'published')) row`,
};

const TIMES = "'{run_id,built_at,loaded_at,published_at,prepared_at,rejected_at,checked_at,declared_at}'::text[]";

/** The rows of each relation as text, sorted. */
export type Contents = Record<string, string>;

const buildContentQuery = (relation: string): string =>
  `(select coalesce(string_agg(line, e'\\n' order by line), '')
    from (select (to_jsonb(row) - ${TIMES})::text as line from ${relation}) lines)`;

const buildColumns = (relations: Record<string, string>, wrapped: (content: string) => string): string =>
  Object.entries(relations)
    .map(([name, relation]) => `${wrapped(buildContentQuery(relation))} as ${name}`)
    .join(', ');

const SELECT_PUBLISHED = `select ${buildColumns(VIEWS, (content) => `md5(${content})`)}`;
const SELECT_CONTENTS = `select ${buildColumns({ ...VIEWS, ...TABLES }, (content) => content)}`;

/** Returns a digest of what readers see at one moment. */
export async function readPublishedDigest(harness: FaultHarness): Promise<string> {
  const [digests] = await harness.query<object>(SELECT_PUBLISHED);
  return JSON.stringify(digests);
}

/** Reads all compared relations in one snapshot. */
export async function readContents(harness: FaultHarness): Promise<Contents> {
  const [contents] = await harness.query<Contents>(SELECT_CONTENTS);
  return contents as Contents;
}

/** Finds files of the newest published run with rows that are not accepted or rejected exactly once. */
export async function findUnaccountedRows(harness: FaultHarness): Promise<object[]> {
  return harness.query<object>(`
    with run as (select run_id from analytics.publications order by as_of desc limit 1), stored as (
      select 'customers' as table_name, source_file, source_line, run_id from staging.customers
      union all select 'loan_applications', source_file, source_line, run_id from staging.loan_applications
      union all select 'credit_history', source_file, source_line, run_id from staging.credit_history
      union all select 'transactions', source_file, source_line, run_id from staging.transactions
      union all select distinct table_name, file, line, run_id from staging.rejected_rows
    ), counted as (
      select table_name, source_file as file, count(*) as rows, count(distinct source_line) as lines
      from stored join run using (run_id) group by 1, 2
    )
    select table_name, file, rows_delivered, counted.rows, counted.lines
    from staging.loads join run using (run_id) left join counted using (table_name, file)
    where (rows_delivered, rows_delivered) is distinct from (counted.rows, counted.lines)`);
}
