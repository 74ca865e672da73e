/** First step of training: the known outcomes and their features, written to the work bucket by the database itself. */
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { trainingJobName } from '../shared/runs/job-name.ts';
import { configuration } from './contract/configuration.ts';
import { exportTrainingSet } from './training-set/export-training-set.ts';
import {
  checkTrainingGuard,
  selectEarlierExecution,
  type TrainingExecution,
  toStateMachineArn,
} from './training-set/training-guard.ts';

const Input = z.object({ execution_id: z.string().min(1), reason: z.string().default('manual') });

const stepFunctions = new SFNClient({});

export const handler = createRiskHandler(
  { name: 'training/export-training-set', input: Input },
  async ({ execution_id, reason }) => {
    const refusal = await checkTrainingGuard(
      { database: getDatabase(), findEarlierTraining: earlierTraining },
      execution_id,
      reason,
    );
    if (refusal) return refusal;
    const policy = getPolicy(requireEnv('POLICY_VERSION'));
    const tools = {
      database: getDatabase(),
      store: getObjectStore(),
      place: getExportLocation(),
      policy,
      configuration,
    };
    return exportTrainingSet(tools, trainingJobName(execution_id));
  },
);

/** A training of the same workflow that began before this one and still runs. */
async function earlierTraining(executionId: string): Promise<TrainingExecution | undefined> {
  const list = new ListExecutionsCommand({ stateMachineArn: toStateMachineArn(executionId), statusFilter: 'RUNNING' });
  const { executions = [] } = await stepFunctions.send(list);
  return selectEarlierExecution(
    executionId,
    executions.map(({ executionArn = '', startDate }) => ({ id: executionArn, started_at: startDate ?? new Date(0) })),
  );
}
