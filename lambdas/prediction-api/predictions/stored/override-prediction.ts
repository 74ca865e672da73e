/**
 * POST /v1/predictions/{prediction_id}/override and POST /v1/overrides/{override_id}/end: stores a person's decision that
 * replaces the policy's, or its end. Rows are only inserted; the newest one of an application applies.
 */
import { v7 } from 'uuid';
import { type Database, type SqlParameters, uuid } from '../../../shared/aws/database.ts';
import type { ReadName } from '../../../shared/aws/person-names.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { callCases } from '../../cases/case-refusals.ts';
import { endOverrideRoute, overrideRoute } from '../../contract/routes/predictions.ts';
import type { Override, OverrideEnd } from '../../contract/schemas/evidence.ts';
import { assertSameRequest, identifyRequest, type RequestIdentity } from '../../http/idempotency.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { Caller, OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import { toReader } from './reader.ts';
import { readReviewer } from './reviewer.ts';
import { UnknownPrediction } from './stored-prediction.ts';

/** A row of predictions.overrides: an override, or the end of one. */
interface StoredDecision {
  override_id: string;
  prediction_id: string;
  overruled: Override['overruled'];
  reason: string;
  decided_by: string;
  decided_at: string;
}

type StoredOverride = StoredDecision & { decision: Override['decision'] };
type StoredEnd = StoredDecision & { ends: string };
type WithRequestHash<Row> = Row & { request_sha256: string };

interface OverrideDependencies {
  database: Database;
  readName: ReadName;
}

/** The person requested a score of the application: another underwriter must decide. */
class OwnRequest extends Problem {
  constructor() {
    super(403, 'own-request', 'You requested a score of this application yourself. Another underwriter must decide.');
  }
}

/**
 * Stores an override. It holds for the application of the prediction. A repeated idempotency key returns the stored
 * response.
 * @throws {UnknownPrediction} when there is no prediction with this id that the caller may read
 * @throws {OwnRequest} when the person requested a score of its application
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 * @throws {Problem} when two people have to decide, or another person holds a case of the application (409)
 */
export async function overridePrediction(
  { database, readName }: OverrideDependencies,
  { params: { prediction_id }, body, headers, caller }: OperationInput<typeof overrideRoute>,
): Promise<Override> {
  const content = [prediction_id, body];
  const request = identifyRequest(overrideRoute.operationId, content, caller, headers['idempotency-key']);
  const target = { prediction_id: uuid(prediction_id), ...toReader(caller) };
  const stored = await insertDecision<StoredOverride>(database, request, 'api/evidence/store_override.sql', {
    ...target,
    decision: body.decision,
    reason: body.reason,
  });
  if (!stored) {
    const statement = readSqlFile('api/evidence/find_requester.sql');
    const [requester] = await database.query<{ requested_by: string }>(statement, target);
    throw requester ? new OwnRequest() : new UnknownPrediction();
  }
  const { override_id, decision, overruled, reason, decided_by } = stored;
  const decided_at = toIsoTime(stored.decided_at);
  const reviewer = await readReviewer(readName, decided_by);
  return {
    ...{ override_id, prediction_id: stored.prediction_id, decision, overruled, reason },
    ...{ decided_by, reviewer, decided_at },
  };
}

/**
 * Ends the override that holds for an application. A repeated idempotency key returns the stored response.
 * @throws {Problem} when there is no override with this id that the caller may read (404), or when it no longer holds
 * (409)
 * @throws {OwnRequest} when another person overrode, and this person requested a score of the application
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export async function endOverride(
  { database, readName }: OverrideDependencies,
  { params: { override_id }, body, headers, caller }: OperationInput<typeof endOverrideRoute>,
): Promise<OverrideEnd> {
  const content = [override_id, body];
  const request = identifyRequest(endOverrideRoute.operationId, content, caller, headers['idempotency-key']);
  const stored = await insertDecision<StoredEnd>(database, request, 'api/evidence/end_override.sql', {
    ...toReader(caller),
    ends: uuid(override_id),
    reason: body.reason,
  });
  if (!stored) throw await findEndProblem(database, override_id, caller);
  const { ends, prediction_id, overruled: decision, reason: end_reason, decided_by: ended_by } = stored;
  const ended_at = toIsoTime(stored.decided_at);
  const end_reviewer = await readReviewer(readName, ended_by);
  return { override_id: ends, prediction_id, decision, end_reason, ended_by, end_reviewer, ended_at };
}

/** Why nothing was stored: the override is unknown, belongs to the person's own request, or does not hold any more. */
async function findEndProblem(database: Database, overrideId: string, caller: Caller): Promise<Problem> {
  const statement = readSqlFile('api/evidence/find_refused_end.sql');
  const [target] = await database.query<{ is_own_request: boolean }>(statement, {
    override_id: uuid(overrideId),
    ...toReader(caller),
  });
  if (!target) return new Problem(404, 'unknown-override', 'No override that you may read has this id.');
  if (target.is_own_request) return new OwnRequest();
  return new Problem(
    409,
    'override-ended',
    'This override has already ended, or a later one replaced it. Read the prediction again.',
  );
}

/**
 * Inserts a row of predictions.overrides, or finds the one that was stored under the request's key or by the same
 * statement before. Undefined when the statement refuses to insert.
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 * @throws {Problem} when two people have to decide, or another person holds a case of the application (409)
 */
async function insertDecision<Row extends StoredDecision>(
  database: Database,
  { caller, idempotencyKey, sha256 }: RequestIdentity,
  insertStatement: string,
  values: SqlParameters,
): Promise<Row | undefined> {
  const identity = {
    override_id: uuid(v7()),
    client_id: caller.clientId,
    decided_by: caller.name,
    idempotency_key: idempotencyKey ?? null,
  };
  const [inserted] = await callCases(() =>
    database.query<Row>(readSqlFile(insertStatement), { ...identity, ...values, request_sha256: sha256 }),
  );
  if (inserted) return inserted;
  const statement = readSqlFile('api/evidence/find_override.sql');
  const [stored] = await database.query<WithRequestHash<Row>>(statement, identity);
  if (stored) assertSameRequest(stored, { sha256 });
  return stored;
}
