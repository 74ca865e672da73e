/** Imports one part of a prepared file into staging. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { Part, Run } from '../shared/runs/run.ts';
import { importPart } from './import/import-part.ts';

const input = z.object({ run: Run, part: Part });

export const handler = riskHandler({ name: 'ingest/import-part', input }, ({ run, part }) =>
  importPart(database(), { bucket: env('WORK_BUCKET'), region: env('AWS_REGION') }, run, part),
);
