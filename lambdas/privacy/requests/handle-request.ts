/** Handles a request of a data subject by its kind. Open it to handle another kind. */
import { uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { type HandledRequest, recordCompletion } from './record-end.ts';
import { rectifyData, restrictProcessing } from './restrict-processing.ts';
import type { HandlingDependencies, RequestHandler, RequestKind, RunningRequest } from './running-request.ts';

/** Nothing handles this kind. */
export class KindNotHandled extends RiskError {
  constructor(kind: string) {
    super(`nothing handles requests of the kind ${kind}; complete the request by hand`);
  }
}

const HANDLERS: Partial<Record<RequestKind, RequestHandler>> = {
  restriction: restrictProcessing,
  objection: restrictProcessing,
  rectification: rectifyData,
};

/**
 * Handles a running request, once: a repeated step finds it ended.
 * @throws {KindNotHandled} when nothing handles its kind
 */
export async function handleRequest(
  dependencies: HandlingDependencies,
  handled: HandledRequest,
): Promise<{ outcome: 'completed' | 'ended_before' }> {
  const { database } = dependencies;
  const [request] = await database.query<RunningRequest>(readSqlFile('privacy/requests/read_running.sql'), {
    request_id: uuid(handled.request_id),
  });
  if (!request) return { outcome: 'ended_before' };
  const handle = HANDLERS[request.kind];
  if (!handle) throw new KindNotHandled(request.kind);
  await recordCompletion(database, handled, await handle(dependencies, request));
  return { outcome: 'completed' };
}
