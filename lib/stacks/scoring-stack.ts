/** Stack of scoring: the workflows that score open applications and uploaded batches, and that simulate decisions. */
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters } from '../constructs/alarms/alerts.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allowRead, allowReadVersions, allowWrite } from '../constructs/foundation/allow.ts';
import { buildExportEnvironment } from '../constructs/foundation/encrypted-bucket.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import { createSimulation } from '../constructs/simulation/simulation.ts';
import { Workflow } from '../constructs/workflows/workflow.ts';
import type { StorageStack } from './storage-stack.ts';

export interface ScoringStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

export class ScoringStack extends RiskStack {
  readonly foundation: Foundation;
  /** Scores the open applications of a published run. */
  readonly workflow: Workflow;
  /** Scores uploaded batches. */
  readonly batchScoring: Workflow;
  /** Simulates policies and models. */
  readonly simulation: Workflow;

  constructor(scope: Construct, id: string, { config, storage }: ScoringStackProps) {
    super(scope, id, { config, description: 'daily scoring, batch and simulation workflows' });
    this.foundation = storage.foundation;
    const deadLetters = new DeadLetters(this, 'DeadLetters', { name: 'scoring' }).queue;
    this.workflow = new Workflow(this, 'scoring', {
      description: 'Scores open applications with the champion',
      severity: 'page',
      functions: [
        this.createPrepareFunction(storage),
        this.createScoreFunction(storage),
        this.createStoreFunction(storage),
      ],
      deadLetters,
    });
    this.batchScoring = new Workflow(this, 'batch-scoring', {
      description: 'Scores a file that a client uploaded with the champion',
      severity: 'ticket',
      functions: this.createBatchFunctions(storage),
      deadLetters,
    });
    this.simulation = createSimulation(this, { work: storage.work, model: storage.model, deadLetters });
    new StringParameter(this, 'WorkflowArn', {
      parameterName: `${this.parameterPrefix}/workflow/scoring-arn`,
      stringValue: this.workflow.arn,
      description: 'State machine of the daily scoring',
    });
    new StringParameter(this, 'BatchScoringArn', {
      parameterName: `${this.parameterPrefix}/workflow/batch-scoring-arn`,
      stringValue: this.batchScoring.arn,
      description: 'State machine that scores uploaded files',
    });
  }

  private createPrepareFunction({ work }: StorageStack): RiskFunction {
    const prepare = new RiskFunction(this, 'scoring/prepare-scoring', {
      description: 'Fixes what decides and exports the open applications of a run',
      // It runs one export statement for each partition, one after the other.
      timeout_seconds: 600,
      memory_mib: 256,
      sql: true,
      environment: buildExportEnvironment(work),
    });
    allowDatabaseRole(prepare, 'risk_etl');
    allowWrite(prepare, work, ['scoring']);
    return prepare;
  }

  private createScoreFunction({ work, model }: StorageStack): RiskFunction {
    const score = new RiskFunction(this, 'scoring/score-part', {
      description: 'Scores one part with the ONNX model',
      timeout_seconds: 900,
      memory_mib: 1769,
      onnx: true,
      environment: {
        WORK_BUCKET: work.bucketName,
        MODEL_BUCKET: model.bucketName,
        REASONS_FOR: this.config.scoring.reasons,
      },
    });
    allowRead(score, model, ['models']);
    allowRead(score, work, ['scoring']);
    allowWrite(score, work, ['scoring']);
    return score;
  }

  private createStoreFunction({ work }: StorageStack): RiskFunction {
    const store = new RiskFunction(this, 'scoring/store-scores', {
      description: 'Stores one part of scores in predictions.risk_scores',
      timeout_seconds: 120,
      memory_mib: 256,
      sql: true,
      environment: { WORK_BUCKET: work.bucketName },
    });
    allowDatabaseRole(store, 'risk_etl');
    return store;
  }

  private createBatchFunctions(storage: StorageStack): RiskFunction[] {
    const { work, model } = storage;
    const split = this.createSplitBatch(storage);
    const join = new RiskFunction(this, 'scoring/join-features', {
      description: "Finds the stored features of one part's applications",
      timeout_seconds: 120,
      memory_mib: 256,
      sql: true,
      environment: buildExportEnvironment(work),
    });
    const score = new RiskFunction(this, 'scoring/score-batch-part', {
      description: 'Scores one part of an uploaded file with the ONNX model',
      timeout_seconds: 900,
      memory_mib: 1769,
      onnx: true,
      environment: {
        WORK_BUCKET: work.bucketName,
        MODEL_BUCKET: model.bucketName,
        STALE_FEATURES_HOURS: String(this.config.api.stale_features_hours),
      },
    });
    allowRead(score, model, ['models']);
    allowRead(score, work, ['batches']);
    const store = new RiskFunction(this, 'scoring/store-batch-part', {
      description: 'Stores one part of scores in predictions.risk_scores',
      timeout_seconds: 120,
      memory_mib: 256,
      sql: true,
      environment: { WORK_BUCKET: work.bucketName },
    });
    const close = new RiskFunction(this, 'scoring/close-batch', {
      description: "Joins the parts' results into one file, or records that the batch failed",
      timeout_seconds: 900,
      memory_mib: 1769,
      sql: true,
      environment: { WORK_BUCKET: work.bucketName },
    });
    allowRead(close, work, ['batches']);
    for (const writer of [split, score, close]) allowWrite(writer, work, ['batches']);
    for (const caller of [join, store, close]) allowDatabaseRole(caller, 'risk_etl');
    return [split, join, score, store, close];
  }

  /** It parses the client's file, so its database role reads no features and stores no scores. */
  private createSplitBatch({ work }: StorageStack): RiskFunction {
    const split = new RiskFunction(this, 'scoring/split-batch', {
      description: 'Splits an uploaded file into parts',
      timeout_seconds: 900,
      memory_mib: 1769,
      sql: true,
      environment: { WORK_BUCKET: work.bucketName },
    });
    allowReadVersions(split, work, ['batches']);
    // A repeated claim continues with what decided at the first one.
    allowRead(split, work, ['batches']);
    allowDatabaseRole(split, 'risk_split');
    return split;
  }
}
