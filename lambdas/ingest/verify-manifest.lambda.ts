/** Checks the manifest of a run's delivery, lists the files to prepare, and says which engine builds the features. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { returnRefusal } from './contract/refusals.ts';
import { chooseEngine, RequestedEngine } from './runs/choose-engine.ts';
import { declareAttributes } from './runs/declare-attributes.ts';
import { readManifestEtag } from './runs/open-run.ts';
import { listDeliveredFiles, readManifest } from './runs/verify-manifest.ts';

const input = z.object({ run: Run, engine: RequestedEngine.default('auto') });

export const handler = createRiskHandler({ name: 'ingest/verify-manifest', input }, ({ run, engine }) =>
  returnRefusal({}, async () => {
    const bucket = requireEnv('LANDING_BUCKET');
    const manifest = await readManifest(
      getObjectStore(),
      bucket,
      run.as_of,
      await readManifestEtag(getDatabase(), run),
    );
    const files = await listDeliveredFiles(getObjectStore(), bucket, manifest);
    await declareAttributes(getDatabase(), run, manifest);
    return {
      outcome: 'verified',
      files,
      engine: chooseEngine(engine, files, Number(requireEnv('SPARK_THRESHOLD_BYTES'))),
    };
  }),
);
