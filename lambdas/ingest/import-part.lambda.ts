/** Lambda of the daily workflow: imports one part of a prepared file into staging (import/import-part.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Part, Run } from '../shared/runs/run.ts';
import { importPart } from './import/import-part.ts';

const Input = z.object({ run: Run, part: Part });

export const handler = createRiskHandler({ name: 'ingest/import-part', input: Input }, ({ run, part }) =>
  importPart(getDatabase(), { bucket: requireEnv('WORK_BUCKET'), region: requireEnv('AWS_REGION') }, run, part),
);
