/** First step of the daily scoring: exports the open applications that need a score. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { prepareScoring } from './daily/prepare-scoring.ts';

const Input = z.object({ run_id: z.uuid().nullish(), execution_id: z.string() });

export const handler = createRiskHandler({ name: 'scoring/prepare-scoring', input: Input }, (request) =>
  prepareScoring({ database: getDatabase(), store: getObjectStore(), exportLocation: getExportLocation() }, request),
);
