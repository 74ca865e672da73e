/**
 * Schema of an environment's configuration: every field with its unit, range and purpose. lib/config.ts has the values.
 */
import { z } from 'zod';

/** CloudWatch Logs takes only these numbers of days (those of them that make sense here). */
const RetentionDays = z.literal([1, 7, 14, 30, 90, 180, 365, 731, 1096, 1827, 2557, 3653]);

const Features = z.strictObject({
  /** Web ACL before the API. MiniStack knows AWS::WAFv2::WebACL but not WebACLAssociation. */
  waf: z.boolean(),
  /** VPC flow logs. MiniStack refuses AWS::EC2::FlowLog. */
  flow_logs: z.boolean(),
  /** Empties the VPC's default security group. CDK does it by a Lambda that needs the SDK built into AWS's runtime. */
  restrict_default_security_group: z.boolean(),
  /** SageMaker's managed MLflow. MiniStack knows no SageMaker; locally the real MLflow server runs. */
  mlflow_app: z.boolean(),
  /** Container image of the training job, built by `cdk deploy`. Locally the job endpoint runs the package itself. */
  training_image: z.boolean(),
  /** Spark for large days, with its image. MiniStack knows no EMR Serverless; the job endpoint runs PySpark. */
  spark_application: z.boolean(),
  /** One alarm over all that are worth waking somebody for. MiniStack refuses AWS::CloudWatch::CompositeAlarm. */
  composite_alarm: z.boolean(),
  /** Tells when a month costs more than planned. MiniStack refuses AWS::Budgets::Budget. */
  budget: z.boolean(),
  /** Saved queries over the logs. MiniStack refuses AWS::Logs::QueryDefinition. */
  log_queries: z.boolean(),
});

const QUICKSIGHT_PRINCIPAL = /^arn:aws[\w-]*:quicksight:[\w-]+:\d{12}:(user|group)\/.+$/;

/** A name of the lender's own for the dashboard. */
const DashboardDomain = z.strictObject({
  name: z.hostname(),
  /** Certificate of that name; CloudFront takes it from us-east-1 only. */
  certificate_arn: z.string().regex(/^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/.+$/),
});

export const Environment = z.strictObject({
  name: z.enum(['local', 'dev', 'prod']),
  /** Leave out and the stacks deploy to the account and region of the caller's credentials. */
  account: z.stringFormat('account', /^\d{12}$/).optional(),
  region: z.string().optional(),
  features: Features,
  /** Runs cdk-nag and CDK's own template rules at every synth, and fails it on a finding. */
  checked: z.boolean(),
  /** Keeps buckets, keys, logs and the cluster when a stack is deleted, and forbids deleting stateful stacks. */
  keep_data: z.boolean(),
  log_level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  log_retention_days: RetentionDays,
  /** Alarms and failures are mailed here (after confirming the subscription). */
  alarm_email: z.email().optional(),
  lambda_architecture: z.enum(['arm64', 'x64']),
  storage: z.strictObject({
    /** Daily working files (parts, exports, score files) are gone after this. */
    work_retention_days: z.int().min(1),
    /** Deliveries move to infrequent access after 30 days and are deleted, in all versions, after this. */
    landing_retention_days: z.int().min(38),
    /** Portfolio reports are part of the books: aggregates only, kept for years. */
    report_retention_days: z.int().min(1),
    /** A deleted key of a person can be brought back, and with it the person's data, for so long. */
    person_keys_recovery_days: z.int().min(1).max(35),
    /** An audit object can't be deleted or changed by anyone before this. */
    audit_lock_days: z.int().min(1),
    /** Governance mode may be lifted by a special permission, compliance mode by nobody, the root user included. */
    audit_lock_mode: z.enum(['governance', 'compliance']),
  }),
  database: z.strictObject({
    min_acu: z.number().min(0).max(256),
    max_acu: z.number().min(1).max(256),
    /** Continuous point-in-time recovery reaches back this far. */
    backup_days: z.int().min(1).max(35),
  }),
  etl: z.strictObject({
    /** 02:00 UTC every day. Off locally, where `npm start` says when. */
    schedule_enabled: z.boolean(),
    /** A delivery of more bytes, as they lie in the landing bucket, has its features built by Spark. */
    spark_threshold_bytes: z.int().min(0),
  }),
  spark: z.strictObject({
    /** EMR's release, of which the image is made (spark/Dockerfile); its Spark is in spark/local-requirements.in. */
    release_label: z.string().startsWith('emr-spark-'),
    /** Amazon's image of that release, from the variable EMR_SERVERLESS_IMAGE of whoever deploys (docs/deploy.md). */
    base_image: z.string(),
    /**
     * The most that all workers together take: what a job that runs away costs at most. Memory is four times as many
     * GiB. 64 are sixteen workers, more than a day of fifty million transactions keeps busy; the account's quota of
     * concurrent vCPUs has to be as high.
     */
    max_vcpus: z.int().min(4),
    /**
     * Workers that wait beside a driver while the application is started, and are paid for from then until it stops.
     * None where large days are rare: a worker starts in a minute or two, which the job of a large day does not notice.
     */
    warm_executors: z.int().min(0),
    /** The application stops after this without a job; the day's one job is over then, and the next day is far. */
    idle_minutes: z.int().min(1),
    /**
     * The job is cancelled, and the run fails, after this, its tries again included: a hung one must not hold the night's
     * scores up for ever. The workflow waits four hours.
     */
    budget_minutes: z.int().min(5).max(230),
  }),
  training: z.strictObject({
    /** 04:00 UTC on the first of the month. */
    schedule_enabled: z.boolean(),
    /** One with a GPU (ml.g…, ml.p…) builds the image with XGBoost's CUDA build; docs/deploy.md says when it pays. */
    instance_type: z.string().startsWith('ml.'),
    /** How long the search for a model's settings goes on; 0 = the sound settings of training/models/algorithms.py. */
    budget_seconds: z.int().min(0),
    /** The job is stopped, and fails, after this much work on an instance. */
    max_runtime_seconds: z.int().min(60),
    /** The same with all waiting for spot capacity, at first and after interruptions; not less than the run time. */
    max_wait_seconds: z.int().min(60),
    /** Fixed tracking server; left out where `features.mlflow_app` makes one. */
    mlflow_tracking_uri: z.url().optional(),
  }),
  scoring: z.strictObject({
    /** Whose scores of the daily run get reasons; each costs a model of trees 0.2 ms or more (docs/reasons.md). */
    reasons: z.enum(['all', 'not_approved', 'none']),
  }),
  monitoring: z.strictObject({
    /** Measures after every daily run, and watches publications and the API. Off locally, where `npm start` says when. */
    schedule_enabled: z.boolean(),
    /** Alerts are posted to the webhook whose address lies in the secret `risk/<env>/chat-webhook` (docs/deploy.md). */
    chat: z.boolean(),
    /** A month that costs more, or is forecast to, is told. US dollars. */
    monthly_budget_usd: z.number().positive(),
  }),
  /** The file config/policy/<version>.json: score scale, bands, cut-offs, loss rules. */
  policy_version: z.iso.date(),
  api: z.strictObject({
    /**
     * Of each function. An answer is given up half a second before, as 503 with Retry-After: well before the gateway's own
     * end (29 s), which would leave the function at work for nobody. A paused cluster takes about 15 s to resume, which
     * is longer: whoever wakes it is told to come again rather than kept waiting.
     */
    timeout_seconds: z.int().min(3).max(29),
    /**
     * Environments of predict that are kept initialised (provisioned concurrency) and paid for by the hour: an answer of
     * one takes a tenth of what the first of a new one does. Two serve 40 requests a second; more start by themselves.
     */
    warm_predict_environments: z.int().min(0),
    /**
     * The most environments of a function at once, which no other function can take from it. Predict may have as many as
     * the throttle lets in within the second that a new one needs; read the same for answers half as long; the
     * documentation, which anyone may ask for without a token, cannot use up what the others need. The account keeps at
     * least 100 for all functions without; left out where its quota is smaller than that, as in new accounts.
     */
    reserved_concurrency: z
      .strictObject({ predict: z.int().min(1), read: z.int().min(1), documentation: z.int().min(1) })
      .optional(),
    throttle_rate_per_second: z.int().min(1),
    throttle_burst: z.int().min(1),
    /** Requests of one person or machine client in a minute before it is answered with 429. */
    requests_per_minute: z.int().min(1),
    /** The same for the service client, which the lender's own systems use. */
    service_requests_per_minute: z.int().min(1),
    /**
     * Stored features older than this are flagged as stale with every score of them. A delivery is a day and runs at
     * 02:00 UTC, so that features are 26 hours old at most; after 48 a daily run is missing.
     */
    stale_features_hours: z.int().min(1),
    /** Where a person is sent back to after signing in; `npm run token -- --person` listens on the first. */
    callback_urls: z.array(z.url()).min(1),
    /** Requests a single address may make in five minutes before the web ACL refuses it. */
    waf_requests_per_five_minutes: z.int().min(100),
  }),
  reporting: z.strictObject({
    /** The portfolio report at 07:00 UTC every Monday, after the night's ETL. Off locally. */
    schedule_enabled: z.boolean(),
    /** The portfolio report is announced here (after confirming the subscription). */
    email: z.email().optional(),
    /**
     * QuickSight user or group, by ARN, that gets the dashboards; without one nothing of QuickSight is made. Set by the
     * variable QUICKSIGHT_PRINCIPAL_ARN of whoever deploys: the account has to be signed up for QuickSight (docs/bi.md).
     */
    quicksight_principal_arn: z.string().regex(QUICKSIGHT_PRINCIPAL).optional(),
    /** Networks that BI tools such as Tableau reach the database from, over a peering that exists (docs/bi.md). */
    client_cidrs: z.array(z.cidrv4()).optional(),
  }),
  dashboard: z.strictObject({
    /** Left out, CloudFront gives a name, and decides about old TLS versions. */
    domain: DashboardDomain.optional(),
    /**
     * Where the local cloud serves the dashboard; no bucket and no distribution are made then. MiniStack keeps
     * CloudFront's records but serves nothing, and BucketDeployment needs an AWS CLI layer that it does not have.
     */
    local_url: z.url().optional(),
  }),
  /** Address of the local cloud, whose API and token URLs are paths of one server. */
  local_cloud_url: z.url().optional(),
});

export type EnvironmentConfig = z.infer<typeof Environment>;
export type EnvironmentName = EnvironmentConfig['name'];
