/** Scores one part of a batch. A row that cannot be scored becomes an error in the result, not a failure of the part. */
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { listNeededFeatures } from '../../shared/decision/needed-features.ts';
import { getPolicy } from '../../shared/decision/policies.ts';
import { RiskError } from '../../shared/errors.ts';
import { readExportedLines } from '../../shared/exports/read-export.ts';
import type { Telemetry } from '../../shared/handler.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';
import { batchApplicationsPrefix, batchRowsKey } from '../../shared/object-keys.ts';
import type { BatchPart, BatchPartInput, BatchPartResult, ClaimedBatch } from '../contract/batch-payload.ts';
import { createEvidenceSelector, selectChallengerFeatures } from '../models/challenger-features.ts';
import { loadChallenger } from '../models/load-challenger.ts';
import { CHUNK_ROWS, type ScoredRecord, type ScoringOptions, scoreRecords } from '../models/score-records.ts';
import { type BatchRow, createFeatureRowReader, createJoinedRowReader, requireExposure } from './batch-rows.ts';
import { parseLines } from './parse-lines.ts';
import { openPartOutput } from './part-output.ts';

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
  const model = await loadModel(batch.model);
  const policy = getPolicy(batch.policy_version);
  const challenger = await loadChallenger(batch.challenger, loadModel, telemetry);
  const options = { model, policy, reasonsFor: batch.reasons, challenger: withAllFeatures(challenger, batch) };
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  const selectEvidence = createEvidenceSelector(needed, batch.read.slice(needed.length));
  const output = await openPartOutput({ store, workBucket, staleAfterHours, selectEvidence }, { batch, part });
  try {
    for await (const chunk of splitIntoChunks(readRows(store, workBucket, batch, part))) {
      const rows = chunk.map((row) => requireExposure(row, policy));
      await output.write(rows, await scoreBatchRows(rows, options));
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
  return challenger && selectChallengerFeatures(read, challenger.manifest.inputs).length === 0 ? challenger : undefined;
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

/** The score of each row, in order; undefined for a row that has an error. */
async function scoreBatchRows(
  rows: readonly BatchRow[],
  options: ScoringOptions,
): Promise<readonly (ScoredRecord | undefined)[]> {
  const records = rows.flatMap((row) => (row.error === undefined ? [row.features] : []));
  const scores = records.length === 0 ? [] : await scoreRecords(records, options);
  let next = 0;
  return rows.map((row) => (row.error === undefined ? scores[next++] : undefined));
}
