/** First step of training: exports the training set, unless the training is skipped. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { findEarlierExecution } from '../shared/aws/earlier-execution.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { readDefaultPolicy } from '../shared/serving/read-serving.ts';
import { LeftOutKinds, trainingConfiguration } from './contract/configuration.ts';
import { prepareTraining } from './training-set/prepare-training.ts';

const Input = z.object({
  execution_id: z.string().min(1),
  reason: z.string().default('manual'),
  leave_out_kinds: LeftOutKinds.default([]),
});

const stepFunctions = new SFNClient({});

export const handler = createRiskHandler({ name: 'training/export-training-set', input: Input }, async (request) => {
  const database = getDatabase();
  const dependencies = {
    database,
    store: getObjectStore(),
    exportLocation: getExportLocation(),
    policy: await readDefaultPolicy(database),
    configuration: trainingConfiguration,
  };
  const findEarlierTraining = (executionId: string) => findEarlierExecution(stepFunctions, executionId);
  return prepareTraining({ ...dependencies, findEarlierTraining }, request);
});
