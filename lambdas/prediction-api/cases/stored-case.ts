/** A case as the database returns it, and as a response shows it. */
import { type SqlParameters, uuid } from '../../shared/aws/database.ts';
import type { ReadName } from '../../shared/aws/person-names.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Case, CaseSummary } from '../contract/schemas/cases.ts';
import type { Person } from '../contract/schemas/requests.ts';
import { toIsoTime } from '../http/iso-time.ts';
import { createCaseRefusal } from './case-refusals.ts';
import type { CaseDependencies } from './dependencies.ts';

type PersonColumn = 'holder' | 'decided_by' | 'second_by';

/** A row of cases.cases; times are the database's texts. */
export interface StoredCase
  extends Omit<CaseSummary, PersonColumn>,
    Record<PersonColumn, string | null>,
    Pick<Case, 'why' | 'withdrawn_why'> {
  /** due_at with microseconds: lists continue after it. */
  due_key: string;
  /** The caller requested a score of the application; only read for one case. */
  is_own_request: boolean;
}

const ANY = {
  ...{ case_id: null, state: null, kind: null, holder: null, application: null, customer_id: null },
  ...{ is_unfinished: false, is_free: false, is_overdue: null, after_due_at: null, after_case_id: null },
  ...{ except_case_id: null, reader: null, rows: 1 },
} as const satisfies SqlParameters;

/** Lists cases by due time. @param filters of sql/api/cases/list_cases.sql; without any all cases */
export const queryCases = ({ database }: CaseDependencies, filters: SqlParameters): Promise<StoredCase[]> =>
  database().query<StoredCase>(readSqlFile('api/cases/list_cases.sql'), { ...ANY, ...filters });

/** @throws {Problem} when there is no case with this id (404) */
export async function findCase(dependencies: CaseDependencies, case_id: string, reader: string): Promise<StoredCase> {
  const [row] = await queryCases(dependencies, { case_id: uuid(case_id), reader });
  if (!row) throw createCaseRefusal('unknown-case');
  return row;
}

/** The person with the name from the user pool; null for nobody. */
export const readPersonOrNull = async (readName: ReadName, id: string | null): Promise<Person | null> =>
  id === null ? null : { name: await readName(id), id };

const toTimeOrNull = (text: string | null): string | null => (text === null ? null : toIsoTime(text));

export async function toSummary({ readName }: CaseDependencies, row: StoredCase): Promise<CaseSummary> {
  const { case_id, kind, state, application, customer_id, prediction_id, is_overdue, needs_second, decision } = row;
  const { pd, score, band, exposure, currency } = row;
  const [holder, decided_by, second_by] = await Promise.all(
    [row.holder, row.decided_by, row.second_by].map((id) => readPersonOrNull(readName, id)),
  );
  return {
    ...{ case_id, kind, state, application, customer_id, prediction_id, is_overdue, needs_second, decision },
    ...{ pd, score, band, exposure, currency },
    ...{ opened_at: toIsoTime(row.opened_at), due_at: toIsoTime(row.due_at) },
    ...{ holder: holder ?? null, held_until: toTimeOrNull(row.held_until) },
    ...{ decided_by: decided_by ?? null, decided_at: toTimeOrNull(row.decided_at), second_by: second_by ?? null },
  };
}
