/**
 * Scores one part of a batch: its rows through the model and the policy, into evidence for the database and rows of the
 * client's result. Whatever is wrong with a row is that row's result.
 */
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { listNeededFeatures } from '../shared/decision/needed-features.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import {
  batchApplicationsPrefix,
  batchEvidenceKey,
  batchLineageKey,
  batchResultPartKey,
  batchRowsKey,
  batchShadowKey,
} from '../shared/object-keys.ts';
import { type BatchPart, BatchPartInput, type ClaimedBatch, type PartResult } from './contract/batch-payload.ts';
import { createEvidenceSelector, selectChallengerFeatures } from './models/challenger-features.ts';
import { loadChallenger } from './models/load-challenger.ts';
import { CHUNK_ROWS, type ScoringOptions, scoreRecords } from './models/score-records.ts';
import { parseLines } from './uploads/batch-lines.ts';
import { type BatchRow, createFeatureRowReader, createJoinedRowReader, requireExposure } from './uploads/batch-rows.ts';
import { type GzipWriter, openGzipWriter } from './uploads/gzip-writer.ts';
import {
  createEvidenceFormatter,
  formatResultHeader,
  formatResultLine,
  formatShadowLine,
} from './uploads/output-lines.ts';
import { createPredictionIds } from './uploads/prediction-ids.ts';

/** The part does not have the rows that the file had. */
export class IncompletePart extends RiskError {}

const loadedModel = createModelCache(createModelReader());

export const handler = createRiskHandler(
  { name: 'scoring/score-batch-part', input: BatchPartInput },
  async ({ batch, part }, tools): Promise<PartResult> => {
    const model = await loadedModel(batch.model);
    const policy = getPolicy(batch.policy_version);
    const needed = listNeededFeatures(model.manifest.inputs, policy);
    const challenger = await loadChallenger(batch.challenger, loadedModel, tools);
    const isShadowed = challenger && selectChallengerFeatures(batch.read, challenger.manifest.inputs).length === 0;
    const scoring = { model, policy, reasonsFor: batch.reasons, challenger: isShadowed ? challenger : undefined };
    const output = await openOutput(batch, part);
    const evidence = createEvidenceSelector(needed, batch.read.slice(needed.length));
    try {
      for await (const rows of inBatches(readRows(batch, part))) {
        await output.write(
          rows.map((row) => requireExposure(row, policy)),
          scoring,
          evidence,
        );
      }
      const result = await output.end();
      const rows = result.scored + result.failed;
      if (rows !== part.rows) throw new IncompletePart(`part ${part.part} has ${rows} rows instead of ${part.rows}`);
      return result;
    } catch (error) {
      output.abandon();
      throw error;
    }
  },
);

/** The part's rows in the order of the file. */
async function* readRows(batch: ClaimedBatch, { part, first_line }: BatchPart): AsyncGenerator<BatchRow> {
  const bucket = requireEnv('WORK_BUCKET');
  if (batch.input === 'features') {
    const read = createFeatureRowReader(batch.columns, batch.read);
    const bytes = await buffer(await getObjectStore().getStream(bucket, batchRowsKey(batch.batch_id, part)));
    for (const line of parseLines(bytes, first_line)) yield read(line);
    return;
  }
  const read = createJoinedRowReader(batch.read);
  for await (const object of getObjectStore().list(bucket, batchApplicationsPrefix(batch.batch_id, part))) {
    const input = await getObjectStore().getStream(bucket, object.key);
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield read(line);
  }
}

async function* inBatches(rows: AsyncIterable<BatchRow>): AsyncGenerator<BatchRow[]> {
  let held: BatchRow[] = [];
  for await (const row of rows) {
    held.push(row);
    if (held.length < CHUNK_ROWS) continue;
    yield held;
    held = [];
  }
  if (held.length > 0) yield held;
}

/** What a part comes to: evidence, the challenger's scores, rows of the result. Nothing counts before all is written. */
async function openOutput(batch: ClaimedBatch, { part }: BatchPart) {
  const bucket = requireEnv('WORK_BUCKET');
  const { batch_id } = batch;
  const lineages = batch.input === 'features' ? {} : await lineagesOf(bucket, batch_id, part);
  const forImport = { contentEncoding: 'gzip', contentType: 'text/plain' } as const;
  const evidence = openGzipWriter(bucket, batchEvidenceKey(batch_id, part), forImport);
  const shadows = openGzipWriter(bucket, batchShadowKey(batch_id, part), forImport);
  const results = openGzipWriter(bucket, batchResultPartKey(batch_id, part), { contentType: 'application/gzip' });
  const writers: GzipWriter[] = [evidence, shadows, results];
  const idOf = createPredictionIds(batch_id);
  const evidenceLine = createEvidenceFormatter(batch, lineages, Number(requireEnv('STALE_FEATURES_HOURS')));
  const counted: PartResult = { scored: 0, failed: 0, errors: {}, shadows: 0 };
  if (part === 1) await results.write(formatResultHeader(batch));

  return {
    async write(
      rows: readonly BatchRow[],
      scoring: ScoringOptions,
      snapshotOf: ReturnType<typeof createEvidenceSelector>,
    ) {
      const scorable = rows.filter((row) => row.error === undefined);
      const scores =
        scorable.length === 0
          ? []
          : await scoreRecords(
              scorable.map(({ features }) => features),
              scoring,
            );
      const texts = { evidence: '', shadows: '', results: '' };
      let i = 0;
      for (const row of rows) {
        const scored = row.error === undefined ? scores[i++] : undefined;
        if (row.error !== undefined || !scored) {
          texts.results += formatResultLine(row, null, null);
          counted.failed += 1;
          if (row.error) counted.errors[row.error] = (counted.errors[row.error] ?? 0) + 1;
          continue;
        }
        const id = idOf(row.line);
        texts.evidence += evidenceLine(row, id, snapshotOf(row.features), scored);
        texts.results += formatResultLine(row, id, scored);
        if (scored.shadow) texts.shadows += formatShadowLine(id, batch.challenger?.version ?? '', scored);
        counted.shadows += scored.shadow ? 1 : 0;
        counted.scored += 1;
      }
      await Promise.all([evidence.write(texts.evidence), shadows.write(texts.shadows), results.write(texts.results)]);
    },
    async end(): Promise<PartResult> {
      await Promise.all(writers.map((writer) => writer.end()));
      return counted;
    },
    abandon: () => writers.forEach((writer) => void writer.abandon()),
  };
}

async function lineagesOf(bucket: string, batchId: string, part: number): Promise<Record<string, object>> {
  return (await getObjectStore().getJson(bucket, batchLineageKey(batchId, part))) as Record<string, object>;
}
