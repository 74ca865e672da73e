/** Fourth step of training: registers the job's model as a candidate. */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { RegistrationInput, registerModel } from './registry/register-model.ts';

export const handler = createRiskHandler(
  { name: 'training/register-model', input: RegistrationInput },
  (registration) =>
    registerModel(
      { database: getDatabase(), store: getObjectStore(), modelBucket: requireEnv('MODEL_BUCKET') },
      registration,
    ),
);
