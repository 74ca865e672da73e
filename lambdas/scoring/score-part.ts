/** Scores one part: streams its exported rows through the model and the policy into one gzip CSV in the work bucket. */

import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { stringify } from 'csv-stringify';
import { v7 } from 'uuid';
import { storedModels } from '../shared/aws/model-bucket.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { policyOf } from '../shared/decision/policies.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { modelCache } from '../shared/model/load.ts';
import { parseScoringInputKey, scoringOutputKey } from '../shared/object-keys.ts';
import { InvalidExport } from './export-format.ts';
import { ScoringStep } from './payload.ts';
import { scoreRows } from './score-rows.ts';

const loadedModel = modelCache(storedModels(), { keep: 1 });

export const handler = riskHandler(
  { name: 'scoring/score-part', input: ScoringStep },
  async ({ scoring_id, model: reference, policy_version, part }) => {
    const bucket = env('WORK_BUCKET');
    const model = await loadedModel(reference);
    const key = scoringOutputKey(scoring_id, parseScoringInputKey(part.key).name);
    const lines = exportedLines(bucket, part.key);
    const rows = counted(scoreRows(lines, { model, policy: policyOf(policy_version), newId: v7 }));
    await objectStore().putStream(bucket, key, gzipCsv(rows.values), {
      contentEncoding: 'gzip',
      contentType: 'text/csv',
    });
    if (rows.count() !== part.rows) {
      throw new InvalidExport(`${part.key} has ${rows.count()} rows, ${part.rows} were exported`);
    }
    return { key, rows: part.rows };
  },
);

/** Lines of all objects of an export: a large one is split by PostgreSQL into `<prefix>`, `<prefix>_part2`, … */
async function* exportedLines(bucket: string, prefix: string): AsyncGenerator<string> {
  for await (const object of objectStore().list(bucket, prefix)) {
    yield* createInterface({
      input: await objectStore().getStream(bucket, object.key),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
  }
}

function gzipCsv(rows: AsyncIterable<unknown>): Readable {
  // An error of any of the three destroys the last, and so reaches whoever reads it: nothing to do here.
  return pipeline(Readable.from(rows), stringify(), createGzip({ level: 1 }), () => {});
}

function counted<T>(source: AsyncIterable<T>): { values: AsyncGenerator<T>; count(): number } {
  let count = 0;
  async function* values() {
    for await (const value of source) {
      count += 1;
      yield value;
    }
  }
  return { values: values(), count: () => count };
}
