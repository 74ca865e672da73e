/** Scores one exported part and writes its rows as one gzip file in COPY text format to the work bucket. */
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { v7 } from 'uuid';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { ReasonsFor } from '../../shared/batch-contract.ts';
import { encodeLine } from '../../shared/exports/copy-text.ts';
import { InvalidExport } from '../../shared/exports/export-format.ts';
import { readExportedLines } from '../../shared/exports/read-export.ts';
import type { Telemetry } from '../../shared/handler.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';
import { parseScoringInputKey, scoringOutputKey, scoringServingKey } from '../../shared/object-keys.ts';
import type { ScoringPart, ScoringPartInput } from '../contract/scoring-payload.ts';
import { loadChallenger } from '../models/load-challenger.ts';
import { loadScorers } from '../models/load-scorers.ts';
import { readSnapshot } from '../models/serving-snapshot.ts';
import { type ScoredRow, scoreRows } from './score-rows.ts';

export interface ScorePartDependencies {
  store: ObjectStore;
  workBucket: string;
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
  reasonsFor: ReasonsFor;
  telemetry: Telemetry;
}

/**
 * Streams the part, so that memory does not grow with its size.
 * @returns the file of scores and its rows
 * @throws {InvalidExport} when the objects do not have the part's rows; nothing is stored then
 * @throws {PolicyCorrupt} when a policy of the snapshot does not have its hash
 */
export async function scorePart(
  { store, workBucket, loadModel, reasonsFor, telemetry }: ScorePartDependencies,
  { scoring_id, challenger: challengerReference, read, part }: ScoringPartInput,
): Promise<ScoringPart> {
  const snapshot = await readSnapshot(store, workBucket, scoringServingKey(scoring_id));
  const scorers = await loadScorers(snapshot, read, loadModel);
  const challenger = await loadChallenger(challengerReference, loadModel, telemetry);
  const lines = readExportedLines(store, workBucket, part.key);
  const chunks = scoreRows(lines, { scorers, reasonsFor, challenger, read, newId: v7 });
  const key = scoringOutputKey(scoring_id, parseScoringInputKey(part.key).name);
  await store.putStream(workBucket, key, gzipText(requireAllRows(chunks, part)), { contentEncoding: 'gzip' });
  return { key, rows: part.rows };
}

/** Passes chunks through and throws after the last one when rows are missing, which aborts the upload. */
async function* requireAllRows(chunks: AsyncIterable<ScoredRow[]>, part: ScoringPart): AsyncGenerator<ScoredRow[]> {
  let rows = 0;
  for await (const chunk of chunks) {
    rows += chunk.length;
    yield chunk;
  }
  if (rows !== part.rows) throw new InvalidExport(`${part.key} has ${rows} rows, ${part.rows} were exported`);
}

function gzipText(chunks: AsyncIterable<ScoredRow[]>): Readable {
  const text = Readable.from(chunks).map((chunk: ScoredRow[]) => chunk.map(encodeLine).join(''));
  // The callback is empty, because an error destroys the gzip stream and reaches its reader.
  return pipeline(text, createGzip({ level: 1 }), () => {});
}
