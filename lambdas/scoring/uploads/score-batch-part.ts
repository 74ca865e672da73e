/** Scores one part of a batch. A row that cannot be scored becomes an error in the result, not a failure of the part. */
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { MissingPolicyFeature } from '../../shared/decision/decide.ts';
import { RiskError } from '../../shared/errors.ts';
import { readExportedLines } from '../../shared/exports/read-export.ts';
import type { Telemetry } from '../../shared/handler.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';
import { batchApplicationsPrefix, batchRowsKey, batchServingKey } from '../../shared/object-keys.ts';
import type { BatchPart, BatchPartInput, BatchPartResult, ClaimedBatch } from '../contract/batch-payload.ts';
import { selectAddedFeatures } from '../models/added-features.ts';
import { loadChallenger } from '../models/load-challenger.ts';
import { loadScorers } from '../models/load-scorers.ts';
import { CHUNK_ROWS, type ScoredRecord, type ScoringOptions, scoreRecords } from '../models/score-records.ts';
import { readSnapshot } from '../models/serving-snapshot.ts';
import { type BatchRow, createFeatureRowReader, createJoinedRowReader } from './batch-rows.ts';
import { parseLines } from './parse-lines.ts';
import { type BatchRowScore, openPartOutput } from './part-output.ts';

/** The part does not have the rows that the file had. */
class IncompletePart extends RiskError {}

export interface ScoreBatchPartDependencies {
  store: ObjectStore;
  workBucket: string;
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
  /** Age from which stored features are marked as stale. */
  staleAfterHours: number;
  telemetry: Telemetry;
}

/**
 * Writes evidence, shadow scores and the part's rows of the result to the work bucket.
 * @throws {IncompletePart} when the part does not have the rows that were split off; nothing is stored then
 */
export async function scoreBatchPart(
  { store, workBucket, loadModel, staleAfterHours, telemetry }: ScoreBatchPartDependencies,
  { batch, part }: BatchPartInput,
): Promise<BatchPartResult> {
  const snapshot = await readSnapshot(store, workBucket, batchServingKey(batch.batch_id));
  // Rows of a file of features name no customers, so no arm decides on them.
  const arm_models = batch.input === 'features' ? [] : snapshot.arm_models;
  const scorers = await loadScorers({ ...snapshot, arm_models }, batch.read, loadModel);
  const challenger = await loadChallenger(batch.challenger, loadModel, telemetry);
  const options = { scorers, reasonsFor: batch.reasons, challenger: withAllFeatures(challenger, batch) };
  const output = await openPartOutput({ store, workBucket, staleAfterHours }, { batch, part });
  try {
    for await (const chunk of splitIntoChunks(readRows(store, workBucket, batch, part))) {
      await output.write(await scoreBatchRows(chunk, options));
    }
    const result = await output.end();
    const rows = result.scored + result.failed;
    if (rows !== part.rows) throw new IncompletePart(`part ${part.part} has ${rows} rows instead of ${part.rows}`);
    return result;
  } catch (error) {
    output.abandon();
    throw error;
  }
}

/** The challenger, where the batch has every feature that it reads. */
function withAllFeatures(
  challenger: ExplainableModel | undefined,
  { read }: ClaimedBatch,
): ExplainableModel | undefined {
  return challenger && selectAddedFeatures(read, challenger.manifest.inputs).length === 0 ? challenger : undefined;
}

/** The part's rows in the order of the file. */
async function* readRows(
  store: ObjectStore,
  bucket: string,
  { batch_id, input, columns, read }: ClaimedBatch,
  { part, first_line }: BatchPart,
): AsyncGenerator<BatchRow> {
  if (input === 'features') {
    const readRow = createFeatureRowReader(columns, read);
    const bytes = await buffer(await store.getStream(bucket, batchRowsKey(batch_id, part)));
    for (const line of parseLines(bytes, first_line)) yield readRow(line);
    return;
  }
  const readRow = createJoinedRowReader(read);
  const prefix = batchApplicationsPrefix(batch_id, part);
  for await (const line of readExportedLines(store, bucket, prefix)) yield readRow(line);
}

async function* splitIntoChunks(rows: AsyncIterable<BatchRow>): AsyncGenerator<BatchRow[]> {
  let chunk: BatchRow[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length < CHUNK_ROWS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Each row in order with its score; a row that cannot be scored has its error. */
async function scoreBatchRows(rows: readonly BatchRow[], options: ScoringOptions): Promise<BatchRowScore[]> {
  const records = rows.flatMap((row) =>
    row.error === undefined ? [{ customer_id: row.origin?.customer_id ?? null, features: row.features }] : [],
  );
  const scores = records.length === 0 ? [] : await scoreRecords(records, options);
  let next = 0;
  return rows.map((row): BatchRowScore => {
    if (row.error !== undefined) return { row };
    const score = scores[next++] as ScoredRecord | MissingPolicyFeature;
    if (!(score instanceof MissingPolicyFeature)) return { row, score };
    // Without the exposure that the policy reads, no expected loss can be computed.
    return { row: { line: row.line, name: row.name, error: 'missing_value', detail: score.feature } };
  });
}
