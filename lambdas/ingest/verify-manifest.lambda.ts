/** Checks the manifest of a run's delivery, lists the files to prepare, and says which engine builds the features. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { returnRefusal } from './contract/refusals.ts';
import { chooseEngine, RequestedEngine } from './runs/choose-engine.ts';
import { declareAttributes } from './runs/declare-attributes.ts';
import { readManifestEtag } from './runs/open-run.ts';
import { listDeliveredFiles, readManifest } from './runs/verify-manifest.ts';

const input = z.object({ run: Run, engine: RequestedEngine.default('auto') });

export const handler = riskHandler({ name: 'ingest/verify-manifest', input }, ({ run, engine }) =>
  returnRefusal({}, async () => {
    const bucket = env('LANDING_BUCKET');
    const manifest = await readManifest(objectStore(), bucket, run.as_of, await readManifestEtag(database(), run));
    const files = await listDeliveredFiles(objectStore(), bucket, manifest);
    await declareAttributes(database(), run, manifest);
    return { outcome: 'verified', files, engine: chooseEngine(engine, files, Number(env('SPARK_THRESHOLD_BYTES'))) };
  }),
);
