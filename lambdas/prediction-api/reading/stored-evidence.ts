/** Stored predictions with their evidence, and the decisions that people made over them. */
import { v7 } from 'uuid';
import { type Database, uuid } from '../../shared/aws/database.ts';
import { sqlFile } from '../../shared/sql.ts';
import type { Input } from '../operation.ts';
import { Problem } from '../problem.ts';
import type { overrideRoute, predictionRoute } from '../routes/predictions.ts';
import type { Override, PredictionEvidence } from '../schemas/evidence.ts';
import { isoTime, type StoredPrediction, toPrediction } from './stored-prediction.ts';

/** As the database has it: times are its texts. */
type StoredEvidence = Omit<PredictionEvidence, keyof StoredPrediction> & StoredPrediction;

/** GET /v1/predictions/{prediction_id}. */
export function predictionReader(database: () => Database) {
  return async ({ params }: Input<typeof predictionRoute>): Promise<PredictionEvidence> => {
    const values = { prediction_id: uuid(params.prediction_id) };
    const [row] = await database().query<StoredEvidence>(sqlFile('api/prediction-by-id.sql'), values);
    if (!row) throw unknownPrediction();
    const { as_of, run_id, features, asked, lineage, model_sha256, raw, requested_by, ...shown } = row;
    const { shadows, override, ...prediction } = shown;
    return {
      ...toPrediction(prediction),
      ...{ as_of: isoTime(as_of), run_id, features, asked, lineage, model_sha256, raw, requested_by, shadows },
      override: override && toOverride(override),
    };
  };
}

/** POST /v1/predictions/{prediction_id}/override. The newest override holds; none is ever changed. */
export function overrideWriter(database: () => Database) {
  return async ({ params, body, caller }: Input<typeof overrideRoute>): Promise<Override> => {
    const [row] = await database().query<Override>(sqlFile('api/store-override.sql'), {
      override_id: uuid(v7()),
      prediction_id: uuid(params.prediction_id),
      decision: body.decision,
      reason: body.reason,
      decided_by: caller.name,
      client_id: caller.clientId,
    });
    if (!row) throw unknownPrediction();
    return toOverride({ ...row, decided_at: isoTime(row.decided_at) });
  };
}

/** No prediction is stored under that id. */
export function unknownPrediction(): Problem {
  return new Problem(404, 'unknown-prediction', 'No prediction is stored under this id.');
}

function toOverride({ decided_at, ...override }: Override): Override {
  return { ...override, decided_at: new Date(decided_at).toISOString() };
}
