/** Issues the notices that are owed, in the configured kind and language. One that cannot be issued is tried again later. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Database } from '../../shared/aws/database.ts';
import { type IssueServices, issueNotice } from '../../shared/notices/issue-notice.ts';
import { NoticeRefused } from '../../shared/notices/notice-refusals.ts';
import type { Language } from '../../shared/notices/template.ts';
import type { NoticeKind } from '../../shared/notices/template-kinds.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { WORKER } from '../contract/worker.ts';

export interface IssueRules {
  kind: NoticeKind;
  language: Language;
  /** Whether there is time for another one. */
  hasTime: () => boolean;
}

interface OwedApplication {
  application: string;
  customer_id: string;
  prediction_id: string;
}

/** Enough for a quarter of an hour of one function. */
const MOST = 500;

export async function issueOwed(
  services: IssueServices,
  { kind, language, hasTime }: IssueRules,
  logger: Logger,
): Promise<{ issued: number; failed: number }> {
  const { database } = services;
  const result = { issued: 0, failed: 0 };
  const owed = await database.query<OwedApplication>(readSqlFile('notices/list_owed.sql'), { kind, rows: MOST });
  for (const { application, customer_id, prediction_id } of owed) {
    if (!hasTime()) break;
    const reader = { reader_client_id: WORKER, reader: WORKER, reader_is_person: true };
    try {
      await issueNotice(services, { prediction_id, kind, language, issued_by: WORKER, reader });
      result.issued += 1;
    } catch (error) {
      logger.error('a notice that is owed could not be issued', error as Error);
      await noteFailure(database, application, customer_id, error);
      result.failed += 1;
    }
  }
  return result;
}

const noteFailure = (database: Database, application: string, customer_id: string, error: unknown): Promise<unknown> =>
  database.query(readSqlFile('notices/note_failure.sql'), {
    ...{ application, customer_id },
    why: error instanceof NoticeRefused ? error.refusal : (error as Error).name,
  });
