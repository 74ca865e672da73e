/** Lambda of the daily workflow: verifies the delivery of a run before any file is read (runs/verify-manifest.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { getDeliveryLimits } from '../shared/landing/delivery-limits.ts';
import { returnRefusal } from '../shared/landing/refusals.ts';
import { Run } from '../shared/runs/run.ts';
import { RequestedEngine, replaceSpark } from './runs/choose-engine.ts';
import { verifyManifest } from './runs/verify-manifest.ts';

const Input = z.object({ run: Run, engine: RequestedEngine.default('auto') });

export const handler = createRiskHandler(
  { name: 'ingest/verify-manifest', input: Input },
  ({ run, engine }, { logger }) =>
    returnRefusal({}, async () => {
      const [bucket, limits] = [requireEnv('LANDING_BUCKET'), getDeliveryLimits()];
      const dependencies = { database: getDatabase(), store: getObjectStore(), bucket, limits };
      const engineChoice = { requested: engine, sparkThresholdBytes: Number(requireEnv('SPARK_THRESHOLD_BYTES')) };
      const verified = await verifyManifest(dependencies, run, engineChoice);
      const hasSpark = requireEnv('HAS_SPARK') === 'true';
      return {
        outcome: 'verified',
        ...verified,
        engine: hasSpark ? verified.engine : replaceSpark(verified.engine, logger),
      };
    }),
);
