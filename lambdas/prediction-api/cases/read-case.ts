/** GET /v1/cases/{case_id}: a case with its history, applications like it, and other cases of the customer. */
import { uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { caseRoute } from '../contract/routes/cases.ts';
import type { Case } from '../contract/schemas/cases.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { listAttachments, readContestOfCase } from './case-attachments.ts';
import type { CaseDependencies } from './dependencies.ts';
import { listPossibleSteps } from './possible-steps.ts';
import { findCase, queryCases, readPersonOrNull, type StoredCase, toSummary } from './stored-case.ts';

type Action = Case['actions'][number];
type StoredAction = Omit<Action, 'actor' | 'assigned_to'> & { actor: string | null; assigned_to: string | null };
type Similar = Case['similar'][number];

/** More than a customer has; the newest are shown. */
const OTHER_CASES = 20;

/** @throws {Problem} when there is no case with this id (404) */
export async function readCase(
  dependencies: CaseDependencies,
  { params: { case_id }, caller }: Pick<OperationInput<typeof caseRoute>, 'params' | 'caller'>,
): Promise<Case> {
  const row = await findCase(dependencies, case_id, caller.name);
  const [summary, actions, similar, other_cases, attachments, contest] = await Promise.all([
    toSummary(dependencies, row),
    listActions(dependencies, case_id),
    listSimilar(dependencies, row),
    listOtherCases(dependencies, row),
    listAttachmentsOfCase(dependencies, case_id),
    row.kind === 'contest' ? readContestOfCase(dependencies, case_id) : null,
  ]);
  return {
    ...summary,
    ...{ why: row.why, withdrawn_why: row.withdrawn_why, can: listPossibleSteps(row, caller) },
    ...{ actions, attachments, similar, other_cases, contest },
  };
}

async function listActions({ database, readName }: CaseDependencies, case_id: string): Promise<Action[]> {
  const statement = readSqlFile('api/cases/list_actions.sql');
  const rows = await database().query<StoredAction>(statement, { case_id: uuid(case_id) });
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      at: toIsoTime(row.at),
      actor: await readPersonOrNull(readName, row.actor),
      assigned_to: await readPersonOrNull(readName, row.assigned_to),
    })),
  );
}

async function listAttachmentsOfCase({ database, readName }: CaseDependencies, case_id: string) {
  const attachments = await listAttachments(database(), case_id);
  return Promise.all(
    attachments.map(async ({ attached_by, attached_at, ...file }) => ({
      ...file,
      ...{ by: await readPersonOrNull(readName, attached_by), at: toIsoTime(attached_at) },
    })),
  );
}

async function listSimilar({ database }: CaseDependencies, { prediction_id }: StoredCase): Promise<Similar[]> {
  const statement = readSqlFile('api/cases/list_similar.sql');
  const rows = await database().query<Similar>(statement, { prediction_id: uuid(prediction_id) });
  return rows.map((row) => ({ ...row, scored_at: toIsoTime(row.scored_at) }));
}

async function listOtherCases(dependencies: CaseDependencies, { case_id, customer_id }: StoredCase) {
  if (customer_id === null) return [];
  const filters = { customer_id, except_case_id: uuid(case_id), rows: OTHER_CASES };
  const rows = await queryCases(dependencies, filters);
  const newestFirst = rows.toSorted((a, b) => b.opened_at.localeCompare(a.opened_at));
  return Promise.all(newestFirst.map((row) => toSummary(dependencies, row)));
}
