/** Keeps the record of an import while import-raw-file works for it: claim the work, say how far it is, end it. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { ImportReport } from '../contract/import-report.ts';
import {
  type ImportFile,
  type ImportProgress,
  type ImportState,
  type ImportWork,
  WORK_STATES,
} from '../contract/import-state.ts';

/** What the work needs to know of its import. */
export interface ClaimedImport {
  import_id: string;
  mapping_name: string;
  files: ImportFile[];
  requested_by: string;
}

/** How the work ended. `refused` and `failed` are ends; `proposed` with a problem is one that a person can mend. */
export interface WorkEnd {
  state: Extract<ImportState, 'proposed' | 'checked' | 'delivered' | 'refused' | 'failed'>;
  problem?: { name: string; detail: string };
  /** What was delivered; of `delivered` only. */
  deliveries?: ImportReport['deliveries'];
}

/** Long enough for a sentence with a file's and a column's name. */
const MAX_DETAIL_LENGTH = 2000;

/** Returns the import, or undefined when this work is not asked for any more: cancelled, done, or asked for anew. */
export async function claimWork(database: Database, work: ImportWork): Promise<ClaimedImport | undefined> {
  const [claimed] = await database.query<ClaimedImport>(readSqlFile('onboarding/claim_work.sql'), identify(work));
  return claimed;
}

/** Stores how far the work is. Call it every few seconds at most. False when the work is not asked for any more. */
export async function reportProgress(database: Database, work: ImportWork, progress: ImportProgress): Promise<boolean> {
  const values = { ...identify(work), progress: json(progress) };
  return (await database.execute(readSqlFile('onboarding/report_progress.sql'), values)) > 0;
}

/** Ends the work. False when it is not asked for any more, which changes nothing. */
export async function endWork(database: Database, work: ImportWork, end: WorkEnd): Promise<boolean> {
  const values = {
    ...identify(work),
    next_state: end.state,
    problem: end.problem?.name ?? null,
    detail: end.problem ? toStorableText(end.problem.detail) : null,
    deliveries: json(end.deliveries ?? null),
  };
  return (await database.execute(readSqlFile('onboarding/end_work.sql'), values)) > 0;
}

const identify = ({ action, import_id, work_id }: ImportWork) => ({
  ...{ import_id: uuid(import_id), work_id: uuid(work_id) },
  state: WORK_STATES[action],
});

/** Names of files and columns can have any character; the database stores no NUL. */
const toStorableText = (text: string): string =>
  text
    .slice(0, MAX_DETAIL_LENGTH)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ');
