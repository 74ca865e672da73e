/** Stack of privacy: the workflow that handles requests of data subjects, and the retention. */
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { ACCESS_PACKAGES_ROOT } from '../../lambdas/shared/object-keys.ts';
import { OBJECT_PLACES } from '../../lambdas/shared/privacy/object-places.ts';
import { getErasureDays } from '../backup-retention.ts';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters } from '../constructs/alarms/alerts.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow, allowErase, allowWrite } from '../constructs/foundation/allow.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import { Retention } from '../constructs/privacy/retention.ts';
import { Workflow } from '../constructs/workflows/workflow.ts';
import type { StorageStack } from './storage-stack.ts';

export interface PrivacyStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

export class PrivacyStack extends RiskStack {
  readonly foundation: Foundation;
  /** Handles requests of data subjects. */
  readonly requests: Workflow;

  constructor(scope: Construct, id: string, { config, storage }: PrivacyStackProps) {
    super(scope, id, { config, description: 'requests of data subjects, retention' });
    this.foundation = storage.foundation;
    const deadLetters = new DeadLetters(this, 'DeadLetters', { name: 'privacy' }).queue;
    this.requests = new Workflow(this, 'privacy-request', {
      description: 'Handles a request of a data subject',
      severity: 'ticket',
      functions: [this.createRequestFunction(storage)],
      deadLetters,
    });
    const retention = new Retention(this, 'RetentionSchedule', {
      personKeys: storage.personKeys,
      cases: storage.cases,
      deadLetters,
    });
    new StringParameter(this, 'RetentionArn', {
      parameterName: `${this.parameterPrefix}/workflow/retention-arn`,
      stringValue: retention.workflow.arn,
      description: 'State machine of the retention',
    });
    new StringParameter(this, 'PrivacyRequestArn', {
      parameterName: `${this.parameterPrefix}/workflow/privacy-request-arn`,
      stringValue: this.requests.arn,
      description: 'State machine that handles requests of data subjects',
    });
  }

  /** The only function that deletes and rewrites what a lender delivered. It opens personal data. */
  private createRequestFunction({ landing, work, cases, personKeys, erasures }: StorageStack): RiskFunction {
    const handle = new RiskFunction(this, 'privacy/handle-request', {
      description: 'Gathers, corrects, restricts or erases what is stored of a person',
      timeout_seconds: 900,
      memory_mib: 1769,
      sql: true,
      environment: {
        LANDING_BUCKET: landing.bucketName,
        WORK_BUCKET: work.bucketName,
        CASE_BUCKET: cases.bucketName,
        ERASURES_TABLE: erasures.tableName,
        ERASURE_DAYS: String(getErasureDays(this.config)),
      },
    });
    allowDatabaseRole(handle, 'risk_privacy');
    personKeys.allowErasing(handle);
    personKeys.allowOpening(handle);
    allow(handle, { actions: ['dynamodb:PutItem'], resources: [erasures.tableArn] });
    for (const [name, bucket] of [
      ['landing', landing],
      ['work', work],
      ['cases', cases],
    ] as const) {
      const places = OBJECT_PLACES.filter((place) => place.bucket === name && place.found !== 'never');
      const list = (wanted: readonly (typeof places)[number][]) => wanted.map(({ prefix }) => prefix.slice(0, -1));
      allowErase(handle, bucket, list(places));
      const rewritten = list(places.filter(({ erased }) => erased === 'rewritten'));
      if (rewritten.length > 0) allowWrite(handle, bucket, rewritten);
    }
    allowWrite(handle, cases, [ACCESS_PACKAGES_ROOT.slice(0, -1)]);
    return handle;
  }
}
