/** First step of the daily scoring: exports the open applications that need a score. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { prepareScoring } from './daily/prepare-scoring.ts';

const Input = z.object({ run_id: z.uuid().nullish(), execution_id: z.string() });

export const handler = createRiskHandler({ name: 'scoring/prepare-scoring', input: Input }, (request) => {
  const [database, exportLocation] = [getDatabase(), getExportLocation()];
  return prepareScoring({ database, exportLocation, policyVersion: requireEnv('POLICY_VERSION') }, request);
});
