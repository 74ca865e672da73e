/** The statement of each place of the retention schedule. A call deletes a bounded number of rows. */
import { json, type Sql } from '../../shared/aws/database.ts';
import { erasePerson, type PersonKeyStore } from '../../shared/personal-data/person.ts';
import type { VersionStore } from '../../shared/privacy/objects/object-versions.ts';
import type { RetentionRule } from '../../shared/retention/schedule.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

type Place = RetentionRule['place'];

/** Places whose rows have nothing outside the database, with the statement that deletes them. */
const STATEMENTS = {
  'staging.rejected_rows': 'retention/delete_rejected_rows.sql',
  'staging.superseded_rows': 'retention/delete_superseded_rows.sql',
  'analytics.quality_results.sample_keys': 'retention/clear_sample_keys.sql',
  'staging.transactions': 'retention/delete_transactions.sql',
  'staging.credit_history': 'retention/delete_statements.sql',
  'staging.loan_applications': 'retention/delete_applications.sql',
  'notices.duties': 'retention/delete_duties.sql',
  'predictions.risk_scores': 'retention/delete_scores.sql',
  'predictions.batch_requests': 'retention/delete_list_responses.sql',
  'privacy.restrictions': 'retention/delete_restrictions.sql',
  'privacy.rectifications': 'retention/delete_rectifications.sql',
  'privacy.requests': 'retention/delete_requests.sql',
} as const satisfies Partial<Record<Place, string>>;

/** A due row of a place with something outside the database. */
interface DueRow {
  id: string;
  /** Prefixes of its objects in the bucket of case files. */
  files: string[];
}

/** Places whose rows name keys or objects: these go first, so that a batch which fails between both is repeated. */
const LISTED = {
  'staging.customers': { list: 'retention/list_customers.sql', remove: 'retention/delete_customers.sql' },
  'cases.cases': { list: 'retention/list_cases.sql', remove: 'retention/delete_cases.sql' },
  'contests.contests': { list: 'retention/list_contests.sql', remove: 'retention/delete_contests.sql' },
  'notices.notices': { list: 'retention/list_notices.sql', remove: 'retention/delete_notices.sql' },
} as const satisfies Partial<Record<Place, object>>;

/** One statement deletes so many in a few seconds: a score has triggers, and a customer the rows of years. */
const MOST_ROWS: Partial<Record<Place, number>> = {
  'predictions.risk_scores': 2000,
  'staging.loan_applications': 2000,
  'staging.customers': 200,
  'cases.cases': 200,
  'contests.contests': 200,
  'notices.notices': 200,
};
const MOST_SMALL_ROWS = 20_000;

/** What rows name outside the database. */
export interface OutsideStores {
  keys: PersonKeyStore;
  objects: VersionStore;
  /** Bucket of case files. */
  caseBucket: string;
}

export interface DeletedBatch {
  deleted: number;
  /** Whether nothing that is due is left. */
  is_complete: boolean;
}

/** Deletes one batch of what is due by a rule, in the caller's transaction. */
export async function deleteDueRows(tx: Sql, stores: OutsideStores, rule: RetentionRule): Promise<DeletedBatch> {
  const { place, days } = rule;
  const bounds = { days, most: MOST_ROWS[place] ?? MOST_SMALL_ROWS };
  const deleted = isListed(place)
    ? await deleteListed(tx, stores, place, bounds)
    : await countDeleted(tx, STATEMENTS[place], bounds);
  return { deleted, is_complete: deleted < bounds.most };
}

const isListed = (place: Place): place is keyof typeof LISTED => place in LISTED;

async function deleteListed(
  tx: Sql,
  { keys, objects, caseBucket }: OutsideStores,
  place: keyof typeof LISTED,
  bounds: { days: number; most: number },
): Promise<number> {
  const { list, remove } = LISTED[place];
  const due = await tx.query<DueRow>(readSqlFile(list), bounds);
  if (due.length === 0) return 0;
  for (const { id, files } of due) {
    if (place === 'staging.customers') await erasePerson(keys, id);
    for (const prefix of files) {
      for await (const version of objects.list(caseBucket, prefix)) await objects.remove(version);
    }
  }
  return countDeleted(tx, remove, { ids: json(due.map(({ id }) => id)) });
}

async function countDeleted(tx: Sql, file: string, parameters: Parameters<Sql['query']>[1]): Promise<number> {
  const [row] = await tx.query<{ deleted: number }>(readSqlFile(file), parameters);
  return row?.deleted ?? 0;
}
