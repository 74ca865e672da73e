/** Checks the manifest of a run's delivery, and lists the files to prepare. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { Run } from '../shared/run.ts';
import { declareAttributes } from './attribute-declaration.ts';
import { orRefused } from './refused.ts';
import { deliveredFiles, readManifest } from './verification.ts';

const input = z.object({ run: Run });

export const handler = riskHandler({ name: 'ingest/verify-manifest', input }, ({ run }) =>
  orRefused({}, async () => {
    const bucket = env('LANDING_BUCKET');
    const manifest = await readManifest(objectStore(), bucket, run.as_of);
    const files = await deliveredFiles(objectStore(), bucket, manifest);
    await declareAttributes(database(), run, manifest);
    return { outcome: 'verified', files };
  }),
);
