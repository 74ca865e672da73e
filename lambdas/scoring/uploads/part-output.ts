/** Writes the three files of a scored part of a batch: evidence, shadow scores and rows of the client's result. */
import { z } from 'zod';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { batchEvidenceKey, batchIdSecretKey, batchResultPartKey, batchShadowKey } from '../../shared/object-keys.ts';
import type { BatchPartInput, BatchPartResult } from '../contract/batch-payload.ts';
import type { ScoredRecord } from '../models/score-records.ts';
import type { FailedRow, ScorableRow } from './batch-rows.ts';
import { openGzipWriter } from './gzip-writer.ts';
import {
  createEvidenceFormatter,
  formatFailedLine,
  formatResultHeader,
  formatResultLine,
  formatShadowLine,
} from './output-lines.ts';
import { createPredictionIds } from './prediction-ids.ts';
import { readLineages } from './read-lineages.ts';

export interface PartOutputOptions {
  store: ObjectStore;
  workBucket: string;
  /** Age from which stored features are marked as stale. */
  staleAfterHours: number;
}

/** A row with its score, or one that cannot be scored. */
export type BatchRowScore = { row: ScorableRow; score: ScoredRecord } | { row: FailedRow; score?: never };

export interface PartOutput {
  /** Appends rows in order. */
  write(rows: readonly BatchRowScore[]): Promise<void>;
  /** Stores the files. */
  end(): Promise<BatchPartResult>;
  /** Stores nothing. */
  abandon(): void;
}

async function readIdSecret(store: ObjectStore, bucket: string, batchId: string): Promise<string> {
  const document = await store.getJson(bucket, batchIdSecretKey(batchId));
  return z.object({ id_secret: z.uuid() }).parse(document).id_secret;
}

/** Opens the files of a part. No file becomes visible before `end`. */
export async function openPartOutput(
  { store, workBucket, staleAfterHours }: PartOutputOptions,
  { batch, part: { part } }: BatchPartInput,
): Promise<PartOutput> {
  const { batch_id } = batch;
  const lineages = batch.input === 'features' ? {} : await readLineages(store, workBucket, batch_id, part);
  const idSecret = await readIdSecret(store, workBucket, batch_id);
  // Content-Encoding makes aws_s3 decompress. The result has none, because the client downloads a gzip file.
  const importOptions = { contentEncoding: 'gzip', contentType: 'text/plain' } as const;
  const evidence = openGzipWriter(store, workBucket, batchEvidenceKey(batch_id, part), importOptions);
  const shadows = openGzipWriter(store, workBucket, batchShadowKey(batch_id, part), importOptions);
  const resultKey = batchResultPartKey(batch_id, part);
  const results = openGzipWriter(store, workBucket, resultKey, { contentType: 'application/gzip' });
  const writers = [evidence, shadows, results];
  const createId = createPredictionIds(batch_id, idSecret);
  const formatEvidence = createEvidenceFormatter(batch, lineages, staleAfterHours);
  const counts: BatchPartResult = { scored: 0, failed: 0, errors: {}, shadows: 0 };
  if (part === 1) await results.write(formatResultHeader(batch));

  return {
    async write(rows) {
      const text = { evidence: '', shadows: '', results: '' };
      for (const { row, score } of rows) {
        if (!score) {
          text.results += formatFailedLine(row);
          counts.failed += 1;
          counts.errors[row.error] = (counts.errors[row.error] ?? 0) + 1;
          continue;
        }
        const id = createId(row.line);
        text.evidence += formatEvidence(row, id, score);
        text.results += formatResultLine(row, id, score);
        if (score.shadow) text.shadows += formatShadowLine(id, batch.challenger?.version ?? '', score.shadow);
        counts.shadows += score.shadow ? 1 : 0;
        counts.scored += 1;
      }
      await Promise.all([evidence.write(text.evidence), shadows.write(text.shadows), results.write(text.results)]);
    },
    async end() {
      await Promise.all(writers.map((writer) => writer.end()));
      return counts;
    },
    abandon() {
      for (const writer of writers) writer.abandon();
    },
  };
}
