/** GET /v1/predictions/{prediction_id}: reads a stored prediction with its evidence and its application's overrides. */
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { predictionRoute } from '../../contract/routes/predictions.ts';
import type { Override, PredictionEvidence, RecordedOverride } from '../../contract/schemas/evidence.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { OperationInput } from '../../http/operation.ts';
import { toReader } from './reader.ts';
import { type StoredPrediction, toPrediction, UnknownPrediction } from './stored-prediction.ts';

type Lineage = PredictionEvidence['lineage'];

/** The row as the database returns it: times are its texts. */
type StoredEvidence = Omit<PredictionEvidence, keyof StoredPrediction | 'override' | 'overrides' | 'lineage'> &
  StoredPrediction & { lineage: Omit<Lineage, 'files'> };

/** @throws {UnknownPrediction} when there is none with this id that the caller may read */
export async function readPrediction(
  database: Database,
  { params, caller }: OperationInput<typeof predictionRoute>,
): Promise<PredictionEvidence> {
  const values = { prediction_id: uuid(params.prediction_id), ...toReader(caller) };
  const [row] = await database.query<StoredEvidence>(readSqlFile('api/evidence/find_prediction.sql'), values);
  if (!row) throw new UnknownPrediction();
  const [files, recorded] = await Promise.all([
    database.query<{ file: Lineage['files'][number] }>(readSqlFile('api/evidence/list_lineage_files.sql'), values),
    database.query<RecordedOverride>(readSqlFile('api/evidence/list_overrides.sql'), values),
  ]);
  const { as_of, run_id, features, asked, model_sha256, raw, requested_by, shadows, carried_override_id } = row;
  const lineage = { ...row.lineage, files: files.map(({ file }) => file) } as Lineage;
  const overrides = recorded.map(toRecordedOverride);
  const held = overrides.find(({ override_id }) => override_id === row.override_id);
  return {
    ...toPrediction(row),
    ...{ as_of: toIsoTime(as_of), run_id, features, asked, lineage, model_sha256, raw, requested_by, shadows },
    override: held ? toOverride(held) : null,
    overrides,
    carried_override_id,
  };
}

function toRecordedOverride({ decided_at, ended_at, ...override }: RecordedOverride): RecordedOverride {
  return { ...override, decided_at: toIsoTime(decided_at), ended_at: ended_at && toIsoTime(ended_at) };
}

function toOverride({ end_reason: _, ended_by: __, ended_at: ___, ...override }: RecordedOverride): Override {
  return override;
}
