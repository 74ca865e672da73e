/**
 * Schema of an environment's configuration: every field with its unit, range and purpose. lib/config.ts has the values.
 */
import { z } from 'zod';
import { RawFileLimits } from '../lambdas/onboarding/contract/raw-file-limits.ts';
import { REQUEST_KINDS, type RequestKind } from '../lambdas/prediction-api/contract/roles.ts';
import { MAX_BATCH_ROWS } from '../lambdas/shared/batch-contract.ts';
import { DeliveryLimits } from '../lambdas/shared/landing/delivery-limits.ts';
import { LANGUAGES } from '../lambdas/shared/notices/template.ts';
import { NOTICE_KINDS } from '../lambdas/shared/notices/template-kinds.ts';

/** Retention periods in days, a subset of those that CloudWatch Logs accepts. */
const RetentionDays = z.literal([1, 7, 14, 30, 90, 180, 365, 731, 1096, 1827, 2557, 3653]);

const Features = z.strictObject({
  /** Web ACL of the API. MiniStack has no AWS::WAFv2::WebACLAssociation. */
  waf: z.boolean(),
  /** VPC flow logs. MiniStack has no AWS::EC2::FlowLog. */
  flow_logs: z.boolean(),
  /** Removes the rules of the VPC's default security group. CDK's Lambda for it needs the SDK of AWS's runtime. */
  restrict_default_security_group: z.boolean(),
  /**
   * Empties buckets that go with their stack, by a Lambda of CDK. The local cloud has no stacks to delete: its state
   * folder goes as a whole.
   */
  empty_buckets: z.boolean(),
  /** SageMaker's managed MLflow. MiniStack has no SageMaker; the local cloud runs the real MLflow server. */
  mlflow_app: z.boolean(),
  /** Container image of the training job, built by `cdk deploy`. The local cloud runs the Python package itself. */
  training_image: z.boolean(),
  /**
   * EMR Serverless for large days, where EMR_SERVERLESS_IMAGE names its image. MiniStack has none; the local cloud runs
   * PySpark.
   */
  spark_application: z.boolean(),
  /** Composite alarm over all `page` alarms. MiniStack has no AWS::CloudWatch::CompositeAlarm. */
  composite_alarm: z.boolean(),
  /** Monthly cost budget. MiniStack has no AWS::Budgets::Budget. */
  budget: z.boolean(),
  /**
   * Releases by versions: aliases of the API's functions, which CodeDeploy moves, and of the workflows. MiniStack has no
   * CodeDeploy and no AWS::StepFunctions::StateMachineVersion.
   */
  release_aliases: z.boolean(),
  /** Backup plan. MiniStack has no AWS::Backup::BackupSelection. */
  backup_plan: z.boolean(),
  /** Saved log queries. MiniStack has no AWS::Logs::QueryDefinition. */
  log_queries: z.boolean(),
});

/** Domain name of the dashboard. */
const DashboardDomain = z.strictObject({
  name: z.hostname(),
  /** ARN of the domain's certificate; CloudFront requires one in us-east-1. */
  certificate_arn: z.string().regex(/^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/.+$/),
});

const Events = z
  .strictObject({
    /** Publishes every minute. It would keep a paused cluster awake; locally a call of a person starts it. */
    schedule_enabled: z.boolean(),
    /** Hours in which a failed event is tried again; then a person has to send it again. */
    retry_hours: z.int().min(1).max(336),
    /** Days until an event that nothing waits for is deleted: until then it can be sent again. */
    keep_days: z.int().min(1).max(365),
    /**
     * Webhooks may have http addresses and private hosts: for a receiver on the machine of the local cloud. On AWS it
     * would let an administrator reach what only our network should, so no other environment has it.
     */
    private_endpoints: z.boolean(),
  })
  .refine(({ retry_hours, keep_days }) => retry_hours <= keep_days * 24, 'events are kept while they are tried again');

const EnvironmentRecord = z.strictObject({
  name: z.enum(['local', 'dev', 'prod']),
  /** AWS account; by default that of the caller's credentials, and so is the region. */
  account: z.stringFormat('account', /^\d{12}$/).optional(),
  region: z.string().optional(),
  features: Features,
  /** Runs cdk-nag and CDK's template rules at every synth; a finding fails it. */
  checked: z.boolean(),
  /**
   * Retains buckets, keys, logs and the cluster when a stack is deleted, and protects stateful stacks from deletion.
   */
  keep_data: z.boolean(),
  log_level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  log_retention_days: RetentionDays,
  /**
   * Mail address for alarms and failures, from the variable RISK_ALARM_EMAIL; prod is not deployed without it. The
   * recipient must confirm the subscription.
   */
  alarm_email: z.email().optional(),
  lambda_architecture: z.enum(['arm64', 'x64']),
  /**
   * The same of the functions that run ONNX models. x64 on AWS until the smoke test has passed on arm64: there Lambda
   * hides /sys/devices/system/cpu, and ONNX Runtime aborted at its start (https://github.com/microsoft/onnxruntime/issues/10038,
   * open). Release 1.30.0, which we use, has a warning in the place of the abort, but nobody reports that it starts.
   */
  onnx_lambda_architecture: z.enum(['arm64', 'x64']),
  storage: z.strictObject({
    /** Days until working files (parts, exports, score files) and the output of jobs are deleted, in every version. */
    work_retention_days: z.int().min(1),
    /** Days until all versions of a delivery are deleted; after 30 days it moves to infrequent access. */
    landing_retention_days: z.int().min(38),
    /** Days until portfolio reports are deleted. They contain aggregates only and belong to the accounts. */
    report_retention_days: z.int().min(1),
    /** Days in which a deleted person key, and so the person's data, can be restored. */
    person_keys_recovery_days: z.int().min(1).max(35),
    /** Days in which an audit object cannot be deleted or changed. */
    audit_lock_days: z.int().min(1),
    /** A special permission overrides governance mode; no user, not even root, overrides compliance mode. */
    audit_lock_mode: z.enum(['governance', 'compliance']),
  }),
  /** Snapshots by AWS Backup next to point-in-time recovery. Person keys and the list of erasures are never in it. */
  backup: z.strictObject({
    /**
     * Days until a daily snapshot is deleted: longer than `database.backup_days`, and short, because rows of erased
     * customers stay in it. The list of erasures lasts as long (lib/backup-retention.ts).
     */
    snapshot_days: z.int().min(1).max(365),
    /** A vault in another region, which gets a copy of every snapshot (docs/recovery.md says how to create it). */
    copy_vault_arn: z
      .string()
      .regex(/^arn:aws[\w-]*:backup:[\w-]+:\d{12}:backup-vault:[\w-]+$/)
      .optional(),
  }),
  recovery: z.strictObject({
    /** Monthly drill, and the daily watch over it. Off where there is nothing to prove. */
    schedule_enabled: z.boolean(),
    /** Days without a drill that passed after which the alarm is active; there is one a month. */
    drill_overdue_days: z.int().min(1),
    /** Seconds from the start of a restore to a checked database (recovery time objective): one hour. */
    database_rto_seconds: z.int().min(60),
  }),
  audit: z.strictObject({
    /** Writes the audit trail every 15 minutes. It would keep a paused cluster awake; locally it is started by hand. */
    schedule_enabled: z.boolean(),
  }),
  database: z.strictObject({
    min_acu: z.number().min(0).max(256),
    max_acu: z.number().min(1).max(256),
    /** Days of point-in-time recovery. */
    backup_days: z.int().min(1).max(35),
  }),
  etl: z.strictObject({
    /** Daily run at 02:00 UTC. Off locally, where `npm start` starts it. */
    schedule_enabled: z.boolean(),
    /** Size of a delivery in the landing bucket above which Spark builds the features. */
    spark_threshold_bytes: z.int().min(0),
    /** What a delivery may have; the schema states unit, range and reason of each limit. */
    limits: DeliveryLimits,
    /**
     * Bytes of the raw files of one import, as they are stored. The function has 15 minutes for them, at about 5 MB a
     * second on its one core.
     */
    raw_file_bytes: z.int().min(1024),
    /** What a raw file may have inside; the schema states unit, range and reason of each limit. */
    raw_files: RawFileLimits,
  }),
  /** Left out in an environment without Spark, where PostgreSQL builds the features of large days too. */
  spark: z
    .strictObject({
      /** EMR release of the image (spark/Dockerfile); spark/local-requirements.in has the same Spark version. */
      release_label: z.string().startsWith('emr-spark-'),
      /** Amazon's base image of that release, from the variable EMR_SERVERLESS_IMAGE; the local cloud needs none. */
      base_image: z.string().optional(),
      /**
       * Limit of all workers together, and so of a job's cost; memory is four GiB for each vCPU. 64 vCPUs are sixteen
       * workers, enough for a day of fifty million transactions. The account's quota of concurrent vCPUs must be as high.
       */
      max_vcpus: z.int().min(4),
      /**
       * Workers that stay initialised while the application is started, at a cost until it stops. 0 where large days are
       * rare: a worker starts in one to two minutes.
       */
      warm_executors: z.int().min(0),
      /** Minutes without a job after which the application stops; there is one job a day. */
      idle_minutes: z.int().min(1),
      /**
       * Minutes, retries included, after which the job is cancelled and the run fails, so that a hung job does not block
       * the night's scores. The workflow waits five minutes longer, and all steps of a day fit into four hours.
       */
      budget_minutes: z.int().min(5).max(45),
    })
    .optional(),
  training: z.strictObject({
    /** Monthly training at 04:00 UTC on the first of the month. */
    schedule_enabled: z.boolean(),
    /**
     * A type with a GPU (ml.g…, ml.p…) builds the image with XGBoost's CUDA build; docs/deploy.md explains when it
     * pays.
     */
    instance_type: z.string().startsWith('ml.'),
    /** Seconds of the search for a model's settings; 0 takes the default settings of training/models/kinds. */
    budget_seconds: z.int().min(0),
    /** Seconds of work on an instance after which the job is stopped and fails. */
    max_runtime_seconds: z.int().min(60),
    /** The same including all waits for spot capacity; not less than max_runtime_seconds. */
    max_wait_seconds: z.int().min(60),
    /** Address of a tracking server; left out where `features.mlflow_app` creates one. */
    mlflow_tracking_uri: z.url().optional(),
  }),
  scoring: z.strictObject({
    /** Scores of the daily run that get reasons; each takes a tree model 0.2 ms or more (docs/decisions.md). */
    reasons: z.enum(['all', 'not_approved', 'none']),
  }),
  monitoring: z.strictObject({
    /**
     * Measures after every daily run, and checks publications and the API. Off locally, where `npm start` starts it.
     */
    schedule_enabled: z.boolean(),
    /** Posts alerts to the webhook in the secret `risk/<env>/chat-webhook` (docs/deploy.md). */
    chat: z.boolean(),
    /** US dollars; a higher actual or forecast cost of a month notifies the alert topic. */
    monthly_budget_usd: z.number().positive(),
  }),
  api: z.strictObject({
    /**
     * Time limit of each function. Half a second before it the function responds with 503 and Retry-After, well before
     * the gateway's limit of 29 s. A paused cluster takes about 15 s to resume: the caller retries instead of waiting.
     */
    timeout_seconds: z.int().min(3).max(29),
    /**
     * Provisioned concurrency of predict, paid by the hour. A warm environment responds in a tenth of the time of a new
     * one. Two serve 40 requests a second; more start on demand.
     */
    warm_predict_environments: z.int().min(0),
    /** Requests a second of each call, from all callers together. */
    throttle_rate_per_second: z.int().min(1),
    throttle_burst: z.int().min(1),
    /** The same of each call without a token: enough for watches and browsers, too little for a flood to cost much. */
    public_rate_per_second: z.int().min(1),
    public_burst: z.int().min(1),
    /**
     * Requests a minute of one person or machine client; further requests get 429. The page of a case sends about fifteen,
     * and each move of a slider one.
     */
    requests_per_minute: z.int().min(1),
    /** The same for the service client of the lender's systems. */
    service_requests_per_minute: z.int().min(1),
    /**
     * Age of stored features, in hours, above which scores are flagged as stale. With a daily run at 02:00 UTC features
     * are at most 26 hours old; after 48 hours a run is missing.
     */
    stale_features_hours: z.int().min(1),
    /**
     * Loopback address on which `npm run token -- --person` waits for a sign-in. Any program of the person's machine
     * could wait there instead, so prod leaves it out: there people sign in at the dashboard only.
     */
    command_line_callback_url: z.url().startsWith('http://localhost:').optional(),
    /**
     * Minutes for which a person's token is accepted, also after the person signed out or was disabled; the dashboard
     * renews it. Cognito allows no less than 5. (An override asks Cognito each time and does not wait for it.)
     */
    person_token_minutes: z.int().min(5).max(60),
    /** Hours after which a person must sign in again, however often the token was renewed: a working day. */
    person_session_hours: z.int().min(1).max(24),
    /** Requests of one address in five minutes, through the dashboard or not; the web ACL refuses more. */
    waf_requests_per_five_minutes: z.int().min(100),
  }),
  /** Limits of uploaded batches. A caller is a machine client or a person. Beyond a limit the API responds with 429. */
  batches: z.strictObject({
    /** Batches of a caller that are created and not started, and so uploads of up to 1 GiB each. */
    unstarted_of_caller: z.int().min(1),
    /** Hours after which a batch that was not started is deleted. An upload expires with the work bucket's objects. */
    unstarted_hours: z.number().positive(),
    /** Running batches of a caller; another one would only wait for the same functions. */
    running_of_caller: z.int().min(1),
    /** Running batches of all callers. Each scores up to eight parts at once, with `batch_scoring` environments. */
    running: z.int().min(1),
    /**
     * Rows of a caller that are scored in 24 hours; evidence is never deleted, and 5,000,000 rows are about 12 GB. A
     * batch counts as 25,000 rows at least, and as 5,000,000 until its rows are counted.
     */
    rows_of_caller_per_day: z.int().min(MAX_BATCH_ROWS),
  }),
  /** Limits of imports of raw files. A caller is an analyst. Beyond a limit the API responds with 429. */
  imports: z.strictObject({
    /** Imports of a caller that have not ended: each has files in the work bucket, which are deleted after a week. */
    open_of_caller: z.int().min(1),
    /** Bytes of files that a caller announces in 24 hours; those of one import may have `etl.raw_file_bytes`. */
    bytes_of_caller_per_day: z.int().min(1024),
    /** Imports of a caller that are read, checked or delivered at once. */
    running_of_caller: z.int().min(1),
    /** Those of all callers; each has one environment of a function. */
    running: z.int().min(1),
  }),
  /**
   * Reserved concurrency: the most environments of a function at once, which no other function can use. What callers
   * cause is limited, so that the night's workflows always find free environments; their scoring has its own. Predict
   * gets what the throttle admits in the second that a new environment needs, read half of it. The account's quota must
   * hold the sum and 100 more (lib/reserved-concurrency.ts); `npm run preflight` compares. Left out where the quota is
   * too small, as in new accounts.
   */
  governance: z.strictObject({
    /** Days in which a proposed change must be approved; then it ends by itself. */
    request_days: z.int().min(1).max(90),
    /** Kinds of requests that one person may propose and approve alone. None, so that two decide everything. */
    one_person: z.array(z.enum(Object.keys(REQUEST_KINDS) as [RequestKind, ...RequestKind[]])),
  }),
  cases: z.strictObject({
    /**
     * Hours in which a person holds a case that they claimed: long enough for a day's longest case, and short enough that
     * a case whose holder went home is free again the next morning. The holder can claim again.
     */
    claim_hours: z.int().min(1).max(72),
    /** Hours from the opening of a case until it is due, by kind. An applicant waits for the first two. */
    due_hours: z.strictObject({
      referral: z.int().min(1).max(720),
      /** An objection has to be answered within a month (GDPR article 12(3)); a week's work days leave time to ask. */
      contest: z.int().min(1).max(720),
      expired_approval: z.int().min(1).max(720),
      suspected_fraud: z.int().min(1).max(720),
    }),
    /** Exposure at default, in the lender's currency, from which a second person confirms a decision. 0: always. */
    second_person_from: z.number().min(0),
    /** Days after which a person's approval that led to no contract is looked at again. */
    approval_days: z.int().min(1).max(730),
  }),
  notices: z
    .strictObject({
      /** event: the lender's system fetches a notice after its event; email: the worker sends it by SES. */
      channel: z.enum(['event', 'email']),
      /**
       * The notice that the worker issues by itself for every declined application. Left out, people issue them: counsel
       * has to approve the templates first.
       */
      automatic: z.strictObject({ kind: z.enum(NOTICE_KINDS), language: z.enum(LANGUAGES) }).optional(),
      /** Address that SES has verified for the lender; the channel `email` needs it. */
      sender: z.email().optional(),
    })
    .refine(({ channel, sender }) => channel !== 'email' || sender !== undefined, 'email needs a sender'),
  reserved_concurrency: z
    .strictObject({
      predict: z.int().min(1),
      read: z.int().min(1),
      replay: z.int().min(1),
      batches: z.int().min(1),
      imports: z.int().min(1),
      governance: z.int().min(1),
      cases: z.int().min(1),
      /** Of the page for applicants, which everybody can call. */
      applicant: z.int().min(1),
      /** Files that are checked at once; further ones wait some seconds. */
      attachments: z.int().min(1),
      documentation: z.int().min(1),
      /** Raw files that are imported at once; further ones of the inbox wait for hours at most. */
      raw_files: z.int().min(1),
      /** Of each of the two functions that the night's scoring runs for its parts, eight at once. */
      nightly_scoring: z.int().min(1),
      /** Of each of the three functions that score a batch's parts; one per running batch splits and closes them. */
      batch_scoring: z.int().min(1),
    })
    .optional(),
  /** Events for the lender's systems. */
  events: Events,
  reporting: z.strictObject({
    /** Weekly portfolio report at 07:00 UTC on Mondays, after the night's ETL. Off locally. */
    schedule_enabled: z.boolean(),
    /** Mail address for announcements of reports; the recipient must confirm the subscription. */
    email: z.email().optional(),
    /**
     * ARN of the QuickSight user or group that may see the dashboards, from the variable QUICKSIGHT_PRINCIPAL_ARN.
     * Without it QuickSight is not deployed. The account must have QuickSight (docs/reporting.md).
     */
    quicksight_principal_arn: z.string().optional(),
    /**
     * CIDR ranges from which BI tools such as Tableau reach the database, over an existing peering (docs/reporting.md).
     */
    client_cidrs: z.array(z.cidrv4()).optional(),
  }),
  review: z.strictObject({
    /** Gathers the quarterly review on the first day of a quarter, and watches for its signature. Off locally. */
    schedule_enabled: z.boolean(),
    /** Days after a quarter's end until its review must be signed; then an alarm becomes active. */
    sign_off_days: z.int().min(1).max(60),
  }),
  retention: z.strictObject({
    /** Deletes what config/retention.json names every day. Off locally and in dev, whose data are made up. */
    schedule_enabled: z.boolean(),
  }),
  contests: z.strictObject({
    /**
     * Days for which the link in a notice opens the page for applicants. GDPR sets no time for a contest; 90 days leave room
     * for a letter and for legal advice. The case that a contest opens has no end of its own.
     */
    link_days: z.int().min(14).max(365),
  }),
  attachments: z.strictObject({
    /** Bytes of one file of a case: a scan of ten pages. The check holds a file in memory. */
    bytes: z.int().min(1024).max(25_000_000),
    /** Files of one case or contest, refused ones included, so that a link cannot fill the bucket. */
    of_case: z.int().min(1).max(100),
  }),
  dashboard: z.strictObject({
    /** Without it CloudFront provides a name and decides about old TLS versions. */
    domain: DashboardDomain.optional(),
    /**
     * Address where the local cloud serves the dashboard, instead of a bucket and a distribution. MiniStack stores
     * CloudFront distributions but serves nothing, and lacks the AWS CLI layer that BucketDeployment needs.
     */
    local_url: z.url().optional(),
  }),
  /** Address of the local cloud; its API and token URLs are paths of this one server. */
  local_cloud_url: z.url().optional(),
});

export const Environment = EnvironmentRecord.refine(
  ({ name, events }) => name === 'local' || !events.private_endpoints,
  'only the local cloud has private endpoints',
);

export type EnvironmentConfig = z.infer<typeof Environment>;
export type EnvironmentName = EnvironmentConfig['name'];
