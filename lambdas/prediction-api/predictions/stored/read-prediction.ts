/** Stored predictions with their evidence, and the decisions that people made over them. */
import { v7 } from 'uuid';
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { overrideRoute, type predictionRoute } from '../../contract/routes/predictions.ts';
import type { Override, PredictionEvidence } from '../../contract/schemas/evidence.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import { identifyRequest, toKeyReusedProblem } from '../prediction-target.ts';
import { type StoredPrediction, toIsoTime, toPrediction } from './stored-prediction.ts';

/** As the database has it: times are its texts. */
type StoredEvidence = Omit<PredictionEvidence, keyof StoredPrediction> & StoredPrediction;

/** GET /v1/predictions/{prediction_id}. */
export function predictionReader(database: () => Database) {
  return async ({ params }: OperationInput<typeof predictionRoute>): Promise<PredictionEvidence> => {
    const values = { prediction_id: uuid(params.prediction_id) };
    const [row] = await database().query<StoredEvidence>(readSqlFile('api/evidence/prediction_by_id.sql'), values);
    if (!row) throw unknownPrediction();
    const { as_of, run_id, features, asked, lineage, model_sha256, raw, requested_by, ...shown } = row;
    const { shadows, override, ...prediction } = shown;
    return {
      ...toPrediction(prediction),
      ...{ as_of: toIsoTime(as_of), run_id, features, asked, lineage, model_sha256, raw, requested_by, shadows },
      override: override && toOverride(override),
    };
  };
}

/**
 * POST /v1/predictions/{prediction_id}/override. The newest override holds; none is ever changed. The same key with the
 * same body gives the first answer again.
 */
export function overrideWriter(database: () => Database) {
  return async ({ params, body, headers, caller }: OperationInput<typeof overrideRoute>): Promise<Override> => {
    const { idempotencyKey = null, sha256 } = identifyRequest(
      overrideRoute.operationId,
      [params.prediction_id, body],
      caller,
      headers['idempotency-key'],
    );
    const made = {
      override_id: uuid(v7()),
      client_id: caller.clientId,
      decided_by: caller.name,
      idempotency_key: idempotencyKey,
    };
    const [row] = await database().query<Override>(readSqlFile('api/evidence/store_override.sql'), {
      ...made,
      prediction_id: uuid(params.prediction_id),
      decision: body.decision,
      reason: body.reason,
      request_sha256: sha256,
    });
    if (row) return toOverride({ ...row, decided_at: toIsoTime(row.decided_at) });
    const [first] = await database().query<KeyedOverride>(readSqlFile('api/evidence/stored_override.sql'), made);
    if (!first) throw unknownPrediction();
    const { request_sha256, ...stored } = first;
    if (request_sha256 !== sha256) throw toKeyReusedProblem();
    return toOverride({ ...stored, decided_at: toIsoTime(stored.decided_at) });
  };
}

type KeyedOverride = Override & { request_sha256: string };

/** No prediction is stored under that id. */
export function unknownPrediction(): Problem {
  return new Problem(404, 'unknown-prediction', 'No prediction is stored under this id.');
}

function toOverride({ decided_at, ...override }: Override): Override {
  return { ...override, decided_at: new Date(decided_at).toISOString() };
}
