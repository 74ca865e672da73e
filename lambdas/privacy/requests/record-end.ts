/** Records how handling a request of a data subject ended. */
import { json, type Sql, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** A request, and the execution that handles it. */
export interface HandledRequest {
  request_id: string;
  execution_id: string;
}

export async function recordCompletion(database: Sql, request: HandledRequest, result: object): Promise<void> {
  await finish(database, request, json(result), null);
}

/** @param failure name of the error; never its message, which may name what a lender delivered */
export async function recordFailure(
  database: Sql,
  request: HandledRequest,
  failure: string,
): Promise<{ outcome: 'failed' }> {
  await finish(database, request, null, failure);
  return { outcome: 'failed' };
}

async function finish(
  database: Sql,
  { request_id, execution_id }: HandledRequest,
  result: ReturnType<typeof json> | null,
  failure: string | null,
): Promise<void> {
  const values = { request_id: uuid(request_id), execution_id, result: result ?? json(null), failure };
  await database.query(readSqlFile('privacy/requests/finish_request.sql'), values);
}
