/** Stack of storage: buckets, the encryption key, the keys of persons, and the alert topic. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  type Bucket,
  type CfnBucket,
  HttpMethods,
  type LifecycleRule,
  ObjectLockRetention,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { IMPORT_RETENTION_DAYS, IMPORTS_ROOT } from '../../lambdas/onboarding/contract/import-state.ts';
import {
  ACCESS_PACKAGE_DAYS,
  ACCESS_PACKAGES_ROOT,
  CASE_UPLOADS_ROOT,
  JOBS_ROOT,
  NOTICE_RETENTION_DAYS,
  NOTICES_ROOT,
} from '../../lambdas/shared/object-keys.ts';
import type { EnvironmentConfig } from '../config.ts';
import { AlertTopic } from '../constructs/alarms/alerts.ts';
import { createContestSecret } from '../constructs/cases/contest-links.ts';
import { keepAuditTrail } from '../constructs/foundation/audit-bucket.ts';
import { createBundleKey } from '../constructs/foundation/bundle-key.ts';
import {
  AccessLogsBucket,
  EncryptedBucket,
  type EncryptedBucketProps,
  findEmptyingRole,
} from '../constructs/foundation/encrypted-bucket.ts';
import { createEncryptionKey } from '../constructs/foundation/encryption-key.ts';
import { createErasureTable } from '../constructs/foundation/erasures.ts';
import { PersonKeys } from '../constructs/foundation/person-keys.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { MlflowApp } from '../constructs/jobs/mlflow-app.ts';

/** An overwritten or deleted delivery can be restored for this long. */
const REPLACED_DELIVERY_DAYS = 7;

type BucketDefaults = Pick<EncryptedBucketProps, 'key' | 'accessLogs'>;

export interface StorageStackProps {
  config: Readonly<EnvironmentConfig>;
}

export class StorageStack extends RiskStack {
  readonly key: Key;
  readonly alerts: AlertTopic;
  /** Deliveries of the lender, and raw files that become deliveries. */
  readonly landing: Bucket;
  /** Working files of runs, which expire. */
  readonly work: Bucket;
  /** Output of training jobs, and the folder of every model version. */
  readonly model: Bucket;
  /** Portfolio reports. */
  readonly reports: Bucket;
  /** Case files: attachments, notices and packages for persons. */
  readonly cases: Bucket;
  /** Write-once copies of evidence: ids, pseudonyms and hashes only. */
  readonly audit: Bucket;
  readonly personKeys: PersonKeys;
  /** Signs bundles for offline scoring. */
  readonly bundleKey: Key;
  /** Here and not with the training, because it holds data: the metadata of all MLflow runs. */
  readonly mlflow: MlflowApp | undefined;
  /** List of erasures. */
  readonly erasures: ITable;

  constructor(scope: Construct, id: string, { config }: StorageStackProps) {
    super(scope, id, {
      config,
      stateful: true,
      description: 'buckets, encryption keys, key of bundles, keys of persons, alert topic, MLflow',
    });
    this.key = createEncryptionKey(this);
    this.alerts = new AlertTopic(this, 'Alerts', this.key);

    const defaults = { key: this.key, accessLogs: new AccessLogsBucket(this, 'AccessLogs') };
    const { storage } = config;
    this.landing = this.createLandingBucket(defaults);
    this.work = this.createWorkBucket(defaults);
    this.model = this.createModelBucket(defaults);
    this.reports = this.createExpiringBucket('Reports', defaults, [
      {
        id: 'reports',
        expiration: Duration.days(storage.report_retention_days),
        noncurrentVersionExpiration: Duration.days(30),
      },
    ]);
    this.cases = this.createCaseBucket(defaults);
    createContestSecret(this);
    this.audit = this.createAuditBucket(defaults);
    this.personKeys = new PersonKeys(this);
    this.bundleKey = createBundleKey(this);
    if (config.features.mlflow_app) this.mlflow = new MlflowApp(this, 'Mlflow', { model: this.model });
    this.erasures = createErasureTable(this);
    this.publishParameters({ 'person-keys': this.personKeys.table, erasures: this.erasures });
  }

  override get foundation(): Foundation {
    return { key: this.key, alerts: this.alerts };
  }

  /** Publishes the names by which commands find tables and buckets. @param tables by the name of their parameter */
  private publishParameters(tables: Record<string, ITable>): void {
    for (const [name, table] of Object.entries(tables)) {
      new StringParameter(this, `parameter-${name}-table`, {
        parameterName: `${this.parameterPrefix}/privacy/${name}-table`,
        stringValue: table.tableName,
        description: 'Table that npm run erase works on',
      });
    }
    new StringParameter(this, 'LandingBucketName', {
      parameterName: `${this.parameterPrefix}/landing/bucket`,
      stringValue: this.landing.bucketName,
      description: 'Bucket for uploaded deliveries',
    });
    new StringParameter(this, 'WorkBucketName', {
      parameterName: `${this.parameterPrefix}/work/bucket`,
      stringValue: this.work.bucketName,
      description: 'Bucket with the working files of runs and jobs',
    });
    new StringParameter(this, 'ModelBucketName', {
      parameterName: `${this.parameterPrefix}/model/bucket`,
      stringValue: this.model.bucketName,
      description: 'Bucket with the folder of every model version',
    });
    new StringParameter(this, 'CaseBucketName', {
      parameterName: `${this.parameterPrefix}/cases/bucket`,
      stringValue: this.cases.bucketName,
      description: 'Bucket with attachments, notices and packages for persons',
    });
  }

  private createLandingBucket(defaults: BucketDefaults): Bucket {
    const retentionDays = this.config.storage.landing_retention_days;
    const bucket = new EncryptedBucket(this, 'Landing', {
      ...defaults,
      lifecycleRules: [
        {
          id: 'deliveries',
          transitions: [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) }],
          // Deliveries contain personal data in clear, so every version must be deleted by the configured day.
          expiration: Duration.days(retentionDays - REPLACED_DELIVERY_DAYS),
          noncurrentVersionExpiration: Duration.days(REPLACED_DELIVERY_DAYS),
        },
        { id: 'delete-markers', expiredObjectDeleteMarker: true },
      ],
    });
    sendEvents(bucket); // raw files in the inbox are imported by an event
    return bucket;
  }

  /** Raw files of imports have personal data in clear, so they expire sooner than working files. */
  private createWorkBucket(defaults: BucketDefaults): Bucket {
    const noncurrentVersionExpiration = Duration.days(1);
    const expire = (id: string, days: number, prefix?: string): LifecycleRule => ({
      ...{ id, prefix, expiration: Duration.days(days), noncurrentVersionExpiration },
    });
    return new EncryptedBucket(this, 'Work', {
      ...defaults,
      lifecycleRules: [
        expire('working-files', this.config.storage.work_retention_days),
        expire('imports', IMPORT_RETENTION_DAYS, IMPORTS_ROOT),
      ],
      // The dashboard sends the parts of a raw file; each address is presigned and has no cookie.
      cors: [{ allowedMethods: [HttpMethods.PUT], allowedOrigins: [findDashboardOrigin(this.config)], maxAge: 3600 }],
    });
  }

  /**
   * Only uploads, which nobody has checked, and packages expire here. The rest is kept as long as the register of places
   * says, and its replaced and deleted versions a day longer.
   */
  private createCaseBucket(defaults: BucketDefaults): Bucket {
    const expire = (id: string, prefix: string, days: number): LifecycleRule => ({
      ...{ id, prefix, expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(1) },
    });
    const bucket = new EncryptedBucket(this, 'Cases', {
      ...defaults,
      lifecycleRules: [
        expire('uploads', CASE_UPLOADS_ROOT, 1),
        expire('notices', NOTICES_ROOT, NOTICE_RETENTION_DAYS),
        expire('access-packages', ACCESS_PACKAGES_ROOT, ACCESS_PACKAGE_DAYS),
        { id: 'replaced', noncurrentVersionExpiration: Duration.days(1) },
        { id: 'delete-markers', expiredObjectDeleteMarker: true },
      ],
      // Dashboard and contest page send attachments; each address is presigned and has no cookie.
      cors: [{ allowedMethods: [HttpMethods.PUT], allowedOrigins: [findDashboardOrigin(this.config)], maxAge: 3600 }],
    });
    sendEvents(bucket); // an upload is checked when it arrives
    return bucket;
  }

  private createExpiringBucket(id: string, defaults: BucketDefaults, lifecycleRules: LifecycleRule[]): Bucket {
    return new EncryptedBucket(this, id, { ...defaults, lifecycleRules });
  }

  /** Registration copies a model out of its job's folder. What remains there has rows of customers and expires. */
  private createModelBucket(defaults: BucketDefaults): Bucket {
    const bucket = this.createExpiringBucket('Model', defaults, [
      {
        id: 'job-output',
        prefix: JOBS_ROOT,
        expiration: Duration.days(this.config.storage.work_retention_days),
        noncurrentVersionExpiration: Duration.days(1),
      },
      { id: 'replaced-artefacts', prefix: 'mlflow/', noncurrentVersionExpiration: Duration.days(1) },
    ]);
    keepModelFolders(bucket, findEmptyingRole(this));
    return bucket;
  }

  private createAuditBucket(defaults: BucketDefaults): Bucket {
    const { audit_lock_mode, audit_lock_days } = this.config.storage;
    const lock = Duration.days(audit_lock_days);
    const bucket = new EncryptedBucket(this, 'Audit', {
      ...defaults,
      // Outlives its stack everywhere: nobody can empty it before the lock of its newest object ends.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      autoDeleteObjects: false,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        audit_lock_mode === 'compliance' ? ObjectLockRetention.compliance(lock) : ObjectLockRetention.governance(lock),
    });
    keepAuditTrail(bucket);
    return bucket;
  }
}

/** Sends the bucket's events to EventBridge. By the property, because CDK's eventBridgeEnabled deploys a Lambda. */
function sendEvents({ node }: Bucket): void {
  const resource = node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}

/**
 * The origin of the dashboard. CloudFront's own name is not known before the distribution, which needs this bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html (one * in an origin)
 */
const findDashboardOrigin = ({ dashboard: { domain, local_url } }: Readonly<EnvironmentConfig>): string =>
  local_url ?? (domain ? `https://${domain.name}` : 'https://*.cloudfront.net');

/**
 * A model folder is written once: its objects are neither replaced nor deleted, whatever the caller's role allows.
 * @param emptyingRoleArn role that empties the bucket when its stack is deleted; it may delete them
 */
function keepModelFolders(bucket: Bucket, emptyingRoleArn: string | undefined): void {
  const statement = { effect: Effect.DENY, principals: [new AnyPrincipal()] };
  const resources = [bucket.arnForObjects('models/*')];
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...statement,
      sid: 'ModelsAreNotReplaced',
      actions: ['s3:PutObject'],
      resources,
      // The parts of a multipart upload accept no condition; its completion does.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
      conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...statement,
      sid: 'ModelsAreNotDeleted',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources,
      ...(emptyingRoleArn && { conditions: { ArnNotEquals: { 'aws:PrincipalArn': emptyingRoleArn } } }),
    }),
  );
}
