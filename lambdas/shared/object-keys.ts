/**
 * Builds and parses all S3 object keys. A function that builds a key is named after that key.
 * Buckets: landing (raw files and deliveries), work (temporary objects of runs and jobs), model (job output, models and
 * mappings), report,
 * audit (the write-once audit trail).
 */
import { RiskError } from './errors.ts';
import { AsOfDate, type TableName } from './runs/run.ts';

/** A key does not have the form that its reader expects. */
export class InvalidObjectKey extends RiskError {
  constructor(key: string, expected: string) {
    super(`Object key "${key}" is not of the form ${expected}`);
  }
}

// --- landing bucket ---

export const LANDING_ROOT = 'landing/';
export const MANIFEST_NAME = 'manifest.json';

/** The folder of the delivery of one as-of date. */
const deliveryPrefix = (asOf: string): string => `${LANDING_ROOT}as_of=${asOf}/`;
export const manifestKey = (asOf: string): string => `${deliveryPrefix(asOf)}${MANIFEST_NAME}`;
export const landingKey = (asOf: string, file: string): string => `${deliveryPrefix(asOf)}${file}`;

/** The as-of date of a delivery folder. Null for any other name, also for that of a day that does not exist. */
export function parseDeliveryFolder(name: string): string | null {
  const [, asOf] = /^as_of=(\d{4}-\d{2}-\d{2})$/.exec(name) ?? [];
  return asOf !== undefined && AsOfDate.safeParse(asOf).success ? asOf : null;
}

/** Whether a folder is named like a delivery and is none, as `as_of=2024-04-31` or `AS_OF=20240430`. */
export const isMisnamedFolder = (name: string): boolean =>
  /^\s*as[_-]?of\s*=/i.test(name) && parseDeliveryFolder(name) === null;

/** Parses the as-of date and the file of a landing key. Returns null for a key outside the delivery folders. */
export function parseLandingKey(key: string): { as_of: string; file: string } | null {
  const [, folder = '', file] = /^landing\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  const as_of = parseDeliveryFolder(folder);
  return as_of === null || file === undefined ? null : { as_of, file };
}

/** Root of the raw files of every day, a folder for each mapping. */
export const INBOX_ROOT = 'inbox/';
export const inboxPrefix = (mapping: string): string => `${INBOX_ROOT}${mapping}/`;

/** A raw file in the inbox. Files of several sources that belong together share a folder. */
export interface InboxFile {
  mapping: string;
  /** Ends with "/"; the mapping's own folder, or one below it. */
  prefix: string;
  file: string;
}

/** Parses the key of a raw file; null for any other key, such as the mark of an empty folder. */
export function parseInboxKey(key: string): InboxFile | null {
  const [, prefix, mapping, file] = /^(inbox\/([a-z0-9][a-z0-9-]{0,39})\/(?:[^/]+\/)?)([^/]+)$/.exec(key) ?? [];
  return prefix && mapping && file ? { mapping, prefix, file } : null;
}

// --- work bucket: what PostgreSQL reads and writes ---

/**
 * Folders of the work bucket whose objects PostgreSQL imports or exports (`aws_s3`), as patterns of IAM resources.
 * Aurora's two roles may use these and no others: not the upload of a batch, nor the secret of its ids.
 */
export const DATABASE_IMPORT_FOLDERS = [
  'runs',
  'scoring/*/output',
  'batches/*/rows',
  'batches/*/evidence',
  'batches/*/shadow',
  'features/*/output',
];
export const DATABASE_EXPORT_FOLDERS = [
  'scoring/*/input',
  'batches/*/joined',
  'batches/*/lineage',
  'features/*/input',
  'training/*/data',
  'simulations/*/decisions',
  'audit',
];

// --- work bucket: runs ---

/** Rows of one delivered file that one statement imports. Parts are numbered from 1. */
export const partKey = (runId: string, table: TableName, file: string, part: number): string =>
  `runs/${runId}/parts/${table}/${file}/${String(part).padStart(4, '0')}.csv.gz`;

/** The key under which one attempt of a task writes an object, so that attempts do not overwrite each other. */
export const attemptKey = (key: string, attempt: string): string =>
  key.replace(/^runs\/[^/]+\//, (run) => `${run}${attempt}/`);

/** Rejected lines of one delivered file with their reasons. Parts are numbered from 1. */
export const rejectedKey = (runId: string, table: TableName, file: string, part: number): string =>
  `runs/${runId}/rejected/${table}/${file}/${String(part).padStart(4, '0')}.csv.gz`;

/** The parsed key of a part, or of rejected lines. */
export interface RunObject {
  kind: 'part' | 'rejected';
  run_id: string;
  table: TableName;
  file: string;
  part: number;
}

const RUN_OBJECT_KEY =
  /^runs\/([0-9a-f-]{36})\/(?:[0-9a-f]{8}\/)?(parts|rejected)\/([a-z_]+)\/([^/]+)\/(\d{4,})\.csv\.gz$/;

/**
 * Parses a key that `partKey` or `rejectedKey` built.
 * @throws {InvalidObjectKey} when it is any other key
 */
export function parseRunObjectKey(key: string): RunObject {
  const [, run_id, folder, table, file, part] = RUN_OBJECT_KEY.exec(key) ?? [];
  if (!run_id || !table || !file) {
    throw new InvalidObjectKey(key, 'runs/<run_id>/parts/<table>/<file>/<nnnn>.csv.gz or runs/<run_id>/rejected/…');
  }
  const kind = folder === 'parts' ? 'part' : 'rejected';
  return { kind, run_id, table: table as TableName, file, part: Number(part) };
}

// --- work bucket: scoring ---

const formatPartition = (partition: number): string => `p${String(partition).padStart(2, '0')}`;

/** The prefix of the exported open applications of one partition. A large export adds `_partN`. */
export const scoringInputPrefix = (scoringId: string, partition: number): string =>
  `scoring/${scoringId}/input/${formatPartition(partition)}`;

/** What decides in a scoring: policies, experiment and models, the same for all its parts. */
export const scoringServingKey = (scoringId: string): string => `scoring/${scoringId}/serving.json`;

/** The scores of the input object with the same name. */
export const scoringOutputKey = (scoringId: string, name: string): string =>
  `scoring/${scoringId}/output/${name}.tsv.gz`;

/**
 * Parses the name of a scoring input (`p03`, `p03_part2`).
 * @throws {InvalidObjectKey} when it is any other key
 */
export function parseScoringInputKey(key: string): { scoring_id: string; name: string } {
  const [, scoringId, name] = /^scoring\/([^/]+)\/input\/(p\d{2}(?:_part\d+)?)$/.exec(key) ?? [];
  if (!scoringId || !name) throw new InvalidObjectKey(key, 'scoring/<scoring_id>/input/<pNN>[_partN]');
  return { scoring_id: scoringId, name };
}

// --- work bucket: batches ---

const formatPartNumber = (part: number): string => String(part).padStart(4, '0');

/** The file that a client uploads through a presigned URL. */
export const batchUploadKey = (batchId: string): string => `batches/${batchId}/upload`;
/** The secret from which the ids of the batch's predictions are computed. */
export const batchIdSecretKey = (batchId: string): string => `batches/${batchId}/id-secret`;
/** What decides in a batch: policies, experiment and models, the same for all its parts and retries. */
export const batchServingKey = (batchId: string): string => `batches/${batchId}/serving.json`;
/** One part of the file's rows, numbered from 1. */
export const batchRowsKey = (batchId: string, part: number): string =>
  `batches/${batchId}/rows/${formatPartNumber(part)}`;
/** The prefix of the exported features of the part's applications. A large export adds `_partN`. */
export const batchApplicationsPrefix = (batchId: string, part: number): string =>
  `batches/${batchId}/joined/${formatPartNumber(part)}`;
/** The prefix of the exported lineage of those features: delivered files by run. A large export adds `_partN`. */
export const batchLineagePrefix = (batchId: string, part: number): string =>
  `batches/${batchId}/lineage/${formatPartNumber(part)}`;
/** The part's scores, as rows of predictions.risk_scores. */
export const batchEvidenceKey = (batchId: string, part: number): string =>
  `batches/${batchId}/evidence/${formatPartNumber(part)}.tsv.gz`;
/** The challenger's scores of the same rows. */
export const batchShadowKey = (batchId: string, part: number): string =>
  `batches/${batchId}/shadow/${formatPartNumber(part)}.tsv.gz`;
/** The part's rows of the result. */
export const batchResultPartKey = (batchId: string, part: number): string =>
  `batches/${batchId}/results/${formatPartNumber(part)}.csv.gz`;
/** The whole result, which the client downloads. */
export const batchResultKey = (batchId: string): string => `batches/${batchId}/results.csv.gz`;

// --- work bucket: features built by Spark ---

/** The input of a feature job: its plan, and one folder per table with one folder per partition. */
export const sparkInputPrefix = (jobName: string): string => `features/${jobName}/input/`;
export const sparkPlanKey = (jobName: string): string => `${sparkInputPrefix(jobName)}plan.json`;
/** One exported piece of a table's partition, numbered from 0. A large export adds `_partN`. */
export const sparkInputKey = (jobName: string, table: string, partition: number, piece = 0): string =>
  `${sparkInputPrefix(jobName)}${table}/partition=${partition}/data-${piece}`;

/** The output of a feature job: one folder per feature table with one folder per partition. */
export const sparkOutputPrefix = (jobName: string): string => `features/${jobName}/output/`;
export const sparkOutputPartitionPrefix = (jobName: string, table: string, partition: number): string =>
  `${sparkOutputPrefix(jobName)}${table}/partition=${partition}/`;
/** The object that Hadoop writes when a table is complete. */
export const sparkSuccessKey = (jobName: string, table: string): string =>
  `${sparkOutputPrefix(jobName)}${table}/_SUCCESS`;

// --- work bucket: training ---

export const trainingDataPrefix = (jobName: string): string => `training/${jobName}/data/`;
/** One part of the exported rows, numbered from 1. */
export const trainingPartKey = (jobName: string, part: number): string =>
  `${trainingDataPrefix(jobName)}${String(part).padStart(4, '0')}`;
export const trainingFeaturesKey = (jobName: string): string => `training/${jobName}/features.json`;
/** The prefix that a training job reads as its channel `train`. */
export const trainingPrefix = (jobName: string): string => `training/${jobName}/`;

/** The document that a registry job reads as its channel `registry`. */
export const registryDocumentKey = (jobName: string): string => `${trainingPrefix(jobName)}registry.json`;
/** The document that a monitoring job reads as its channel `monitoring`. */
export const monitoringDocumentKey = (jobName: string): string => `${trainingPrefix(jobName)}monitoring.json`;

// --- work bucket: simulations ---

/** What decides and which columns are exported; every part reads it. */
export const simulationPlanKey = (simulationId: string): string => `simulations/${simulationId}/plan.json`;
/** The prefix of one part's exported decisions, numbered from 0. A large export adds `_partN`. */
export const simulationDecisionsPrefix = (simulationId: string, part: number): string =>
  `simulations/${simulationId}/decisions/${String(part).padStart(4, '0')}`;
/** The sums of one part. */
export const simulationTallyKey = (simulationId: string, part: number): string =>
  `simulations/${simulationId}/tallies/${String(part).padStart(4, '0')}.json`;

// --- work bucket: audit trail ---

/** The exported records of one entry of the audit trail. A large export adds `_partN`. */
export const auditExportPrefix = (entryId: string): string => `audit/${entryId}`;

// --- model bucket ---

/** The prefix of all jobs' output. SageMaker adds `<job_name>/output/`. */
export const JOBS_ROOT = 'jobs/';
/** The model folder that a job wrote (uncompressed output). */
const jobModelPrefix = (jobName: string): string => `${JOBS_ROOT}${jobName}/output/model/`;
export const jobModelKey = (jobName: string, file: string): string => `${jobModelPrefix(jobName)}${file}`;

/** Checkpoints from which a job resumes after a spot interruption. */
export const jobCheckpointPrefix = (jobName: string): string => `${JOBS_ROOT}${jobName}/checkpoints/`;

/** The model folder of a version. */
export const modelPrefix = (version: string): string => `models/${version}/`;
export const modelKey = (version: string, file: string): string => `${modelPrefix(version)}${file}`;
export const modelOnnxKey = (version: string): string => modelKey(version, 'model.onnx');
export const modelManifestKey = (version: string): string => modelKey(version, 'manifest.json');

/** Mappings of raw files, by name. Not in the landing bucket, which deletes everything in time. */
export const MAPPINGS_ROOT = 'mappings/';
export const mappingKey = (mapping: string): string => `${MAPPINGS_ROOT}${mapping}.yaml`;

// --- report bucket ---

/** One folder per report, named by the second of its creation, so that the newest sorts last. */
export const PORTFOLIO_REPORTS_ROOT = 'portfolio/';
export const portfolioReportKey = (createdAt: Date, type: 'html' | 'csv'): string =>
  `${PORTFOLIO_REPORTS_ROOT}${createdAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z/portfolio-risk-report.${type}`;

/** Root of what recoveries and drills leave. */
export const RECOVERY_ROOT = 'recovery/';
/** Record of the recovery or drill that made a cluster; a repeated one replaces it. */
export const recoveryRecordKey = (kind: 'drill' | 'recovery', cluster: string): string =>
  `${RECOVERY_ROOT}${kind}/${cluster}.json`;
/** Copy of the record of the newest drill that passed. */
export const newestDrillKey = (): string => `${RECOVERY_ROOT}newest-drill.json`;

/** Root of the quarterly reviews, a folder each. */
export const REVIEWS_ROOT = 'reviews/';
export const reviewKey = (quarter: string, file: 'review.html' | 'review.json' | 'signed.json'): string =>
  `${REVIEWS_ROOT}${quarter}/${file}`;

// --- case bucket ---

/** Root of uploads that nobody has checked. No function hands them out. */
export const CASE_UPLOADS_ROOT = 'uploads/';
export const caseUploadKey = (attachmentId: string): string => `${CASE_UPLOADS_ROOT}${attachmentId}`;

/** Root of attachments that were checked and accepted. */
export const ATTACHMENTS_ROOT = 'attachments/';
export const attachmentKey = (attachmentId: string): string => `${ATTACHMENTS_ROOT}${attachmentId}`;

/** Root of what applicants write, a folder for each contest. */
export const CONTESTS_ROOT = 'contests/';
/** The words of an applicant, by their hash: what is stored is what the row of the contest names. */
export const contestWordsKey = (contestId: string, sha256: string): string =>
  `${CONTESTS_ROOT}${contestId}/${sha256}.json`;

/** Root of notices, a folder each. */
export const NOTICES_ROOT = 'notices/';
/** Days until the files of a notice are deleted: as long as config/retention.json keeps its row. */
export const NOTICE_RETENTION_DAYS = 762;
export const noticeKey = (noticeId: string, file: 'notice.html' | 'notice.pdf'): string =>
  `${NOTICES_ROOT}${noticeId}/${file}`;
/** Root of the packages with everything held of a person, a folder for each request. */
export const ACCESS_PACKAGES_ROOT = 'access/';
/** Days until such a package is deleted: enough to hand it over, and it holds everything at once. */
export const ACCESS_PACKAGE_DAYS = 7;
/** The files of a package: for machines, and to read. */
export const ACCESS_FILES = ['package.json', 'package.html'] as const;
export type AccessFile = (typeof ACCESS_FILES)[number];
export const accessPackageKey = (requestId: string, file: AccessFile): string =>
  `${ACCESS_PACKAGES_ROOT}${requestId}/${file}`;

/**
 * Parses the key of an upload.
 * @throws {InvalidObjectKey} when it is any other key
 */
export function parseCaseUploadKey(key: string): { attachment_id: string } {
  const [, attachment_id] = /^uploads\/([0-9a-f-]{36})$/.exec(key) ?? [];
  if (!attachment_id) throw new InvalidObjectKey(key, 'uploads/<attachment_id>');
  return { attachment_id };
}

// --- audit bucket ---

/** The entries of the audit trail, one object each, numbered from 1. */
export const AUDIT_CHAIN_ROOT = 'chain/';
export const auditChainKey = (sequence: number): string =>
  `${AUDIT_CHAIN_ROOT}${String(sequence).padStart(12, '0')}.json`;
/** The records of an entry. The hash of the object is in its name, so that two writers never meet in one key. */
export const auditRecordsKey = (sequence: number, sha256: string): string =>
  `records/${String(sequence).padStart(12, '0')}-${sha256.slice(0, 16)}.jsonl.gz`;

/**
 * Parses the number of a key that `auditChainKey` built.
 * @throws {InvalidObjectKey} when it is any other key
 */
export function parseAuditChainKey(key: string): number {
  const [, sequence] = /^chain\/(\d{12})\.json$/.exec(key) ?? [];
  if (!sequence) throw new InvalidObjectKey(key, 'chain/<nnnnnnnnnnnn>.json');
  return Number(sequence);
}
