/** Handles a request of a data subject by its kind. Open it to handle another kind. */
import { uuid } from '../../shared/aws/database.ts';
import { eraseCustomer } from '../../shared/erasure/erase-customer.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { giveAccess } from '../access/give-access.ts';
import { type HandledRequest, recordCompletion } from './record-end.ts';
import { rectifyData, restrictProcessing } from './restrict-processing.ts';
import type { HandlingDependencies, RequestHandler, RequestKind, RunningRequest } from './running-request.ts';

const erasePerson: RequestHandler = ({ store, buckets, ...dependencies }, { customer_id, content, handled_by }) => {
  const request = { customer_id, with_scores: content.erase_scores === true, actor: handled_by };
  return eraseCustomer({ ...dependencies, buckets: { store, names: buckets } }, request);
};

const HANDLERS: Record<RequestKind, RequestHandler> = {
  access: giveAccess,
  erasure: erasePerson,
  restriction: restrictProcessing,
  objection: restrictProcessing,
  rectification: rectifyData,
};

/** Handles a running request, once: a repeated step finds it ended. */
export async function handleRequest(
  dependencies: HandlingDependencies,
  handled: HandledRequest,
): Promise<{ outcome: 'completed' | 'ended_before' }> {
  const { database } = dependencies;
  const [request] = await database.query<RunningRequest>(readSqlFile('privacy/requests/read_running.sql'), {
    request_id: uuid(handled.request_id),
  });
  if (!request) return { outcome: 'ended_before' };
  await recordCompletion(database, handled, await HANDLERS[request.kind](dependencies, request));
  return { outcome: 'completed' };
}
