/** Second step of the batch scoring, once for each part of applications: finds their stored features. */
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { BatchPartInput } from './contract/batch-payload.ts';
import { joinFeatures } from './uploads/join-features.ts';

export const handler = createRiskHandler({ name: 'scoring/join-features', input: BatchPartInput }, (input) =>
  joinFeatures({ database: getDatabase(), exportLocation: getExportLocation() }, input),
);
