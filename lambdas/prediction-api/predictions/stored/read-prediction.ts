/** GET /v1/predictions/{prediction_id}: reads a stored prediction with its evidence and its application's overrides. */
import { type Database, uuid } from '../../../shared/aws/database.ts';
import type { ReadName } from '../../../shared/aws/person-names.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { predictionRoute } from '../../contract/routes/predictions.ts';
import type { Override, PredictionEvidence, RecordedOverride } from '../../contract/schemas/evidence.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { OperationInput } from '../../http/operation.ts';
import { toReader } from './reader.ts';
import { readReviewer } from './reviewer.ts';
import { type StoredPrediction, toPrediction, UnknownPrediction } from './stored-prediction.ts';

type Lineage = PredictionEvidence['lineage'];

/** The row as the database returns it: times are its texts. */
type StoredEvidence = Omit<
  PredictionEvidence,
  keyof StoredPrediction | 'override' | 'overrides' | 'lineage' | 'requester_name'
> &
  StoredPrediction & { lineage: Omit<Lineage, 'files'> };

/** The user name of a person who signs in with an e-mail address is a UUID; clients and workflows have other names. */
const PERSON = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

type StoredOverride = Omit<RecordedOverride, 'reviewer' | 'end_reviewer'>;

/** @throws {UnknownPrediction} when there is none with this id that the caller may read */
export async function readPrediction(
  { database, readName: readAnyName }: { database: Database; readName: ReadName },
  { params, caller }: OperationInput<typeof predictionRoute>,
): Promise<PredictionEvidence> {
  const values = { prediction_id: uuid(params.prediction_id), ...toReader(caller) };
  const [row] = await database.query<StoredEvidence>(readSqlFile('api/evidence/find_prediction.sql'), values);
  if (!row) throw new UnknownPrediction();
  const [files, recorded] = await Promise.all([
    database.query<{ file: Lineage['files'][number] }>(readSqlFile('api/evidence/list_lineage_files.sql'), values),
    database.query<StoredOverride>(readSqlFile('api/evidence/list_overrides.sql'), values),
  ]);
  const { as_of, run_id, features, asked, model_sha256, raw, requested_by, shadows, carried_override_id, currency } =
    row;
  const { policy_sha256, experiment_id, arm } = row;
  const lineage = { ...row.lineage, files: files.map(({ file }) => file) } as Lineage;
  // A machine does not need the names of employees.
  const readName: ReadName = caller.isPerson ? readAnyName : async () => null;
  const [requester_name, overrides] = await Promise.all([
    PERSON.test(row.requested_by) ? readName(row.requested_by) : null,
    Promise.all(recorded.map((override) => toRecordedOverride(override, readName))),
  ]);
  const held = overrides.find(({ override_id }) => override_id === row.override_id);
  return {
    ...toPrediction(row),
    ...{
      as_of: toIsoTime(as_of),
      run_id,
      features,
      asked,
      lineage,
      model_sha256,
      policy_sha256,
      experiment_id,
      arm,
      raw,
      requested_by,
      requester_name,
      shadows,
    },
    override: held ? toOverride(held) : null,
    overrides,
    carried_override_id,
    currency,
  };
}

async function toRecordedOverride(
  { decided_at, ended_at, ...override }: StoredOverride,
  readName: ReadName,
): Promise<RecordedOverride> {
  const { decided_by, ended_by } = override;
  return {
    ...override,
    reviewer: await readReviewer(readName, decided_by),
    decided_at: toIsoTime(decided_at),
    end_reviewer: ended_by === null ? null : await readReviewer(readName, ended_by),
    ended_at: ended_at && toIsoTime(ended_at),
  };
}

function toOverride(recorded: RecordedOverride): Override {
  const { end_reason: _, ended_by: __, end_reviewer: ___, ended_at: ____, ...override } = recorded;
  return override;
}
