/** The functions of the recovery workflow, each with what its step needs. */
import { ArnFormat } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DATABASE_ROLES, MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import { RECOVERY_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { SERVING_CLUSTER, SERVING_READER } from '../../../lambdas/shared/serving-cluster.ts';
import { allowDataApi, allowDatabaseRole, formatSecretName } from '../database/database-access.ts';
import { buildDatabaseSettings } from '../database/database-settings.ts';
import { allow, allowRead, allowWrite } from '../foundation/allow.ts';
import type { PersonKeys } from '../foundation/person-keys.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { allowDescribing, allowRemoving, allowRestoring, allowServing } from './cluster-permissions.ts';

/** Workflows that write into the database: none may run while another cluster becomes the serving one. */
const WRITING_WORKFLOWS = [
  'daily-etl',
  'daily-etl-run',
  'scoring',
  'batch-scoring',
  'simulation',
  'training',
  'model-lifecycle',
  'monitoring',
  'privacy-request',
  'retention',
];
const RECORDS = RECOVERY_ROOT.slice(0, -1);

export interface RecoveryFunctionsProps {
  s3Roles: readonly IRole[];
  model: IBucket;
  /** Bucket of the audit trail. */
  audit: IBucket;
  /** Bucket with the records of recoveries. */
  reports: IBucket;
  personKeys: PersonKeys;
  erasures: ITable;
  /** Name of the recovery workflow, which its first function lists the executions of. */
  workflowName: string;
}

export class RecoveryFunctions extends Construct {
  readonly all: RiskFunction[];
  readonly #props: RecoveryFunctionsProps;

  constructor(scope: Construct, id: string, props: RecoveryFunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.all = [
      this.createPlan(),
      this.createRestore(),
      this.createMigrate(),
      this.createErasures(),
      this.createCheck(),
      this.createReplay(),
      this.createAuditCheck(),
      this.createRecord(),
      this.createRemove(),
      this.createRepoint(),
    ];
  }

  private createPlan(): RiskFunction {
    const { prefix } = RiskStack.of(this);
    const plan = new RiskFunction(this, 'recovery/plan-recovery', {
      description: 'Validates what a recovery is to restore, or refuses it',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: { NAME_PREFIX: prefix },
    });
    allowDescribing(plan);
    this.allowServingParameters(plan, ['ssm:GetParameter'], [SERVING_CLUSTER]);
    this.allowListing(plan, [this.#props.workflowName]);
    return plan;
  }

  private createRestore(): RiskFunction {
    const restore = new RiskFunction(this, 'recovery/restore-cluster', {
      description: 'Restores a cluster, adds its instances, and connects it',
      timeout_seconds: 60,
      memory_mib: 256,
    });
    allowDescribing(restore);
    allowRestoring(restore, this.#props.s3Roles);
    return restore;
  }

  private createMigrate(): RiskFunction {
    const migrate = new RiskFunction(this, 'database/migrate-restored', {
      description: 'Applies the migrations to a restored cluster, and sets the passwords of the roles',
      timeout_seconds: 900,
      memory_mib: 512,
      sql: true,
      environment: buildDatabaseSettings(RiskStack.of(this).config),
    });
    allowDataApi(migrate, [MASTER_ROLE, ...DATABASE_ROLES]);
    return migrate;
  }

  private createErasures(): RiskFunction {
    const { personKeys, erasures } = this.#props;
    const repeat = new RiskFunction(this, 'recovery/repeat-erasures', {
      description: 'Erases again who was erased since the restored state',
      timeout_seconds: 900,
      memory_mib: 256,
      sql: true,
      environment: { ERASURES_TABLE: erasures.tableName },
    });
    allowDatabaseRole(repeat, 'risk_privacy');
    personKeys.allowErasing(repeat);
    allow(repeat, { actions: ['dynamodb:Scan'], resources: [erasures.tableArn] });
    return repeat;
  }

  private createCheck(): RiskFunction {
    const check = new RiskFunction(this, 'recovery/check-database', {
      description: 'Compares a restored database with its source',
      timeout_seconds: 300,
      memory_mib: 256,
      sql: true,
    });
    allowDatabaseRole(check, 'risk_api_read');
    return check;
  }

  private createReplay(): RiskFunction {
    const { model } = this.#props;
    const replay = new RiskFunction(this, 'recovery/replay-predictions', {
      description: 'Replays predictions of a restored database',
      timeout_seconds: 300,
      memory_mib: 1769,
      sql: true,
      onnx: true,
      environment: { MODEL_BUCKET: model.bucketName },
    });
    allowDatabaseRole(replay, 'risk_api_read');
    allowRead(replay, model, ['models']);
    return replay;
  }

  private createAuditCheck(): RiskFunction {
    const { audit } = this.#props;
    const { audit_lock_mode, audit_lock_days } = RiskStack.of(this).config.storage;
    const check = new RiskFunction(this, 'recovery/check-audit-trail', {
      description: 'Verifies the audit trail against a restored database',
      timeout_seconds: 900,
      memory_mib: 1024,
      sql: true,
      environment: {
        AUDIT_BUCKET: audit.bucketName,
        AUDIT_LOCK_MODE: audit_lock_mode,
        AUDIT_LOCK_DAYS: String(audit_lock_days),
      },
    });
    allowDatabaseRole(check, 'risk_audit');
    allowRead(check, audit, ['chain', 'records']);
    allow(check, {
      actions: ['s3:GetObjectRetention'],
      resources: ['chain', 'records'].map((folder) => audit.arnForObjects(`${folder}/*`)),
      because:
        'S3 tells the lock of an object only to who may read it; entries are numbered, records named by their hash.',
    });
    return check;
  }

  private createRecord(): RiskFunction {
    const { reports } = this.#props;
    const record = new RiskFunction(this, 'recovery/record-recovery', {
      description: 'Stores what a recovery took and found',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: { REPORT_BUCKET: reports.bucketName },
    });
    allowWrite(record, reports, [RECORDS]);
    return record;
  }

  private createRemove(): RiskFunction {
    const remove = new RiskFunction(this, 'recovery/remove-clusters', {
      description: 'Removes clusters of drills and of unfinished recoveries',
      timeout_seconds: 60,
      memory_mib: 256,
    });
    allowDescribing(remove);
    allowRemoving(remove);
    return remove;
  }

  private createRepoint(): RiskFunction {
    const stack = RiskStack.of(this);
    const { reports } = this.#props;
    const repoint = new RiskFunction(this, 'recovery/repoint', {
      description: 'Makes a restored cluster the serving one',
      timeout_seconds: 60,
      memory_mib: 256,
      environment: {
        NAME_PREFIX: stack.prefix,
        PARAMETER_PREFIX: stack.parameterPrefix,
        REPORT_BUCKET: reports.bucketName,
        REPORTING_SECRET: formatSecretName(stack, 'risk_reporting'),
        DELETION_PROTECTION: String(stack.config.keep_data),
        WRITING_WORKFLOWS: WRITING_WORKFLOWS.map((name) => this.formatWorkflowArn(`${stack.prefix}-${name}`)).join(),
      },
    });
    allowDescribing(repoint);
    allowServing(repoint);
    allowRead(repoint, reports, [RECORDS]);
    this.allowServingParameters(repoint, ['ssm:GetParameter'], [SERVING_CLUSTER]);
    this.allowServingParameters(repoint, ['ssm:PutParameter'], [SERVING_CLUSTER, SERVING_READER]);
    this.allowListing(
      repoint,
      WRITING_WORKFLOWS.map((name) => `${stack.prefix}-${name}`),
    );
    this.allowSecretAndAlarms(repoint);
    return repoint;
  }

  private allowSecretAndAlarms(repoint: RiskFunction): void {
    const stack = RiskStack.of(this);
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const resourceName = `${formatSecretName(stack, 'risk_reporting')}-??????`;
    allow(repoint, {
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      resources: [stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName, arnFormat })],
    });
    allow(repoint, { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [stack.foundation.key.keyArn] });
    allow(repoint, {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: ['*'],
      because: 'CloudWatch lists alarms by a prefix for no resource but *.',
    });
    allow(repoint, {
      actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
      resources: [
        stack.formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: `${stack.prefix}-*-restored`,
          arnFormat,
        }),
      ],
      because: 'The copies of alarms for a restored cluster, each named after its original.',
    });
  }

  private allowServingParameters(caller: RiskFunction, actions: string[], names: string[]): void {
    const stack = RiskStack.of(this);
    caller.addEnvironment('PARAMETER_PREFIX', stack.parameterPrefix);
    allow(caller, {
      actions,
      resources: names.map((name) =>
        stack.formatArn({ service: 'ssm', resource: `parameter${stack.parameterPrefix}/database/${name}` }),
      ),
    });
  }

  private allowListing(caller: RiskFunction, workflowNames: string[]): void {
    allow(caller, {
      actions: ['states:ListExecutions'],
      resources: workflowNames.map((name) => this.formatWorkflowArn(name)),
    });
  }

  /** By name, because no stack may depend on another's workflow only to list its executions. */
  private formatWorkflowArn(resourceName: string): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return RiskStack.of(this).formatArn({ service: 'states', resource: 'stateMachine', resourceName, arnFormat });
  }
}
