/** The workflow that simulates policies and models on stored decisions, with its functions. */

import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allowRead, allowWrite } from '../foundation/allow.ts';
import { buildExportEnvironment } from '../foundation/encrypted-bucket.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { Workflow } from '../workflows/workflow.ts';

export interface SimulationProps {
  /** Work bucket, which holds the exported decisions. */
  work: IBucket;
  /** Bucket of model folders. */
  model: IBucket;
  deadLetters: IQueue;
}

const FOLDER = 'simulations';

export function createSimulation(scope: RiskStack, { work, model, deadLetters }: SimulationProps): Workflow {
  const prepare = new RiskFunction(scope, 'simulation/prepare-simulation', {
    description: 'Plans a simulation and exports the decisions of its period',
    // It runs one export statement for each part, one after the other.
    timeout_seconds: 900,
    memory_mib: 512,
    sql: true,
    environment: buildExportEnvironment(work),
  });
  const simulate = new RiskFunction(scope, 'simulation/simulate-part', {
    description: 'Decides the applications of one part again',
    timeout_seconds: 900,
    memory_mib: 1769,
    onnx: true,
    environment: { WORK_BUCKET: work.bucketName, MODEL_BUCKET: model.bucketName },
  });
  const close = new RiskFunction(scope, 'simulation/close-simulation', {
    description: 'Adds up the parts of a simulation and stores its result',
    timeout_seconds: 900,
    memory_mib: 512,
    sql: true,
    environment: { WORK_BUCKET: work.bucketName },
  });
  for (const caller of [prepare, close]) allowDatabaseRole(caller, 'risk_simulation');
  for (const reader of [simulate, close]) allowRead(reader, work, [FOLDER]);
  for (const writer of [prepare, simulate]) allowWrite(writer, work, [FOLDER]);
  allowRead(simulate, model, ['models']);
  const workflow = new Workflow(scope, 'simulation', {
    description: 'Simulates a policy or a model on stored decisions',
    severity: 'ticket',
    functions: [prepare, simulate, close],
    deadLetters,
  });
  new StringParameter(scope, 'SimulationArn', {
    parameterName: `${scope.parameterPrefix}/workflow/simulation-arn`,
    stringValue: workflow.arn,
    description: 'State machine that simulates policies and models',
  });
  return workflow;
}
