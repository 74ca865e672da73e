/** Scores one part: streams its exported rows through the model and the policy into one gzip file in the work bucket. */

import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { v7 } from 'uuid';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { ReasonsFor } from '../shared/batch-contract.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { parseScoringInputKey, scoringOutputKey } from '../shared/object-keys.ts';
import { type ScoringPart, ScoringPartInput } from './contract/scoring-payload.ts';
import { type ScoredRow, scoreRows } from './daily/score-rows.ts';
import { encodeLine } from './exports/copy-text.ts';
import { InvalidExport } from './exports/export-format.ts';
import { loadChallenger } from './models/load-challenger.ts';

const loadedModel = createModelCache(createModelReader());

export const handler = createRiskHandler(
  { name: 'scoring/score-part', input: ScoringPartInput },
  async ({ scoring_id, model: reference, challenger: shadowing = null, added, policy_version, part }, tools) => {
    const bucket = requireEnv('WORK_BUCKET');
    const model = await loadedModel(reference);
    const key = scoringOutputKey(scoring_id, parseScoringInputKey(part.key).name);
    const lines = exportedLines(bucket, part.key);
    const policy = getPolicy(policy_version);
    const reasonsFor = ReasonsFor.parse(requireEnv('REASONS_FOR'));
    const challenger = await loadChallenger(shadowing, loadedModel, tools);
    const batches = scoreRows(lines, { model, policy, reasonsFor, challenger, added, newId: v7 });
    await getObjectStore().putStream(bucket, key, gzipText(whole(batches, part)), { contentEncoding: 'gzip' });
    return { key, rows: part.rows };
  },
);

/** Lines of all objects of an export: a large one is split by PostgreSQL into `<prefix>`, `<prefix>_part2`, … */
async function* exportedLines(bucket: string, prefix: string): AsyncGenerator<string> {
  for await (const object of getObjectStore().list(bucket, prefix)) {
    yield* createInterface({
      input: await getObjectStore().getStream(bucket, object.key),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
  }
}

/** Hands batches on, and ends in InvalidExport, so that nothing is stored, unless they had the part's rows in all. */
async function* whole(batches: AsyncIterable<ScoredRow[]>, part: ScoringPart): AsyncGenerator<ScoredRow[]> {
  let rows = 0;
  for await (const batch of batches) {
    rows += batch.length;
    yield batch;
  }
  if (rows !== part.rows) throw new InvalidExport(`${part.key} has ${rows} rows, ${part.rows} were exported`);
}

function gzipText(batches: AsyncIterable<ScoredRow[]>): Readable {
  const text = Readable.from(batches).map((batch: ScoredRow[]) => batch.map(encodeLine).join(''));
  // An error of either destroys the second, and so reaches whoever reads it: nothing to do here.
  return pipeline(text, createGzip({ level: 1 }), () => {});
}
