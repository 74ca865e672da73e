/** POST /v1/predictions/{prediction_id}/override: stores a person's decision that replaces the policy's. */
import { v7 } from 'uuid';
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { overrideRoute } from '../../contract/routes/predictions.ts';
import type { Override } from '../../contract/schemas/evidence.ts';
import { assertSameRequest, identifyRequest } from '../../http/idempotency.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { OperationInput } from '../../http/operation.ts';
import { UnknownPrediction } from './stored-prediction.ts';

type StoredOverride = Override & { request_sha256: string };

/**
 * Stores an override. The newest one applies; none is ever changed. A repeated idempotency key returns the stored
 * response.
 * @throws {UnknownPrediction} when there is no prediction with this id
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export async function overridePrediction(
  database: Database,
  { params, body, headers, caller }: OperationInput<typeof overrideRoute>,
): Promise<Override> {
  const request = identifyRequest(
    overrideRoute.operationId,
    [params.prediction_id, body],
    caller,
    headers['idempotency-key'],
  );
  const identity = {
    override_id: uuid(v7()),
    client_id: caller.clientId,
    decided_by: caller.name,
    idempotency_key: request.idempotencyKey ?? null,
  };
  const [inserted] = await database.query<Override>(readSqlFile('api/evidence/store_override.sql'), {
    ...identity,
    prediction_id: uuid(params.prediction_id),
    decision: body.decision,
    reason: body.reason,
    request_sha256: request.sha256,
  });
  if (inserted) return toOverride({ ...inserted, decided_at: toIsoTime(inserted.decided_at) });
  const [stored] = await database.query<StoredOverride>(readSqlFile('api/evidence/find_override.sql'), identity);
  if (!stored) throw new UnknownPrediction();
  assertSameRequest(stored, request);
  const { request_sha256: _, ...override } = stored;
  return toOverride({ ...override, decided_at: toIsoTime(override.decided_at) });
}

/** An override whose time is ISO 8601 in any precision, with the time in milliseconds. */
export function toOverride({ decided_at, ...override }: Override): Override {
  return { ...override, decided_at: new Date(decided_at).toISOString() };
}
