/** Last step of training: the job's model becomes a version, at the stage it earned. */
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { Registration, registerModel } from './registry/register-model.ts';

export const handler = riskHandler({ name: 'training/register-model', input: Registration }, (registration) =>
  registerModel({ database: database(), store: objectStore(), bucket: env('MODEL_BUCKET') }, registration),
);
