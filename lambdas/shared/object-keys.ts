/**
 * Every S3 key of the system is built and parsed here, and nowhere else.
 * Landing bucket: what a lender delivers. Work bucket: what runs make and may forget. Model bucket: jobs and models.
 */
import { RiskError } from './errors.ts';
import type { TableName } from './runs/run.ts';

/** A key that is not of the shape its reader expects. */
export class InvalidObjectKey extends RiskError {
  constructor(key: string, expected: string) {
    super(`Object key "${key}" is not of the form ${expected}`);
  }
}

// --- landing bucket ---

export const LANDING_ROOT = 'landing/';
export const MANIFEST_NAME = 'manifest.json';

/** Folder of the delivery of one day. */
export const deliveryPrefix = (asOf: string): string => `${LANDING_ROOT}as_of=${asOf}/`;
export const manifestKey = (asOf: string): string => `${deliveryPrefix(asOf)}${MANIFEST_NAME}`;
export const landingKey = (asOf: string, file: string): string => `${deliveryPrefix(asOf)}${file}`;

/** The day and file of a landing key, or null when the key is not in a delivery folder. */
export function parseLandingKey(key: string): { as_of: string; file: string } | null {
  const match = /^landing\/as_of=(\d{4}-\d{2}-\d{2})\/([^/]+)$/.exec(key);
  return match ? { as_of: match[1] as string, file: match[2] as string } : null;
}

// --- work bucket: runs ---

/** Rows of one delivered file, ready for one import. Parts are numbered from 1. */
export const partKey = (runId: string, table: TableName, file: string, part: number): string =>
  `runs/${runId}/parts/${table}/${file}/${String(part).padStart(4, '0')}.csv.gz`;

/** The same object as one attempt at its task writes it: attempts, late ones too, never write over each other's. */
export const attemptKey = (key: string, attempt: string): string =>
  key.replace(/^runs\/[^/]+\//, (run) => `${run}${attempt}/`);

/** Lines of one delivered file that are refused, with their reasons. Numbered from 1. */
export const rejectedKey = (runId: string, table: TableName, file: string, part: number): string =>
  `runs/${runId}/rejected/${table}/${file}/${String(part).padStart(4, '0')}.csv.gz`;

export interface RunObject {
  kind: 'part' | 'rejected';
  run_id: string;
  table: TableName;
  file: string;
  part: number;
}

const RUN_OBJECT_KEY =
  /^runs\/([0-9a-f-]{36})\/(?:[0-9a-f]{8}\/)?(parts|rejected)\/([a-z_]+)\/([^/]+)\/(\d{4,})\.csv\.gz$/;

/** What a key made by `partKey` or `rejectedKey` names. Throws InvalidObjectKey on any other key. */
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

/** Prefix that one partition's open applications are exported to; a large export adds `_partN`. */
export const scoringInputPrefix = (scoringId: string, partition: number): string =>
  `scoring/${scoringId}/input/${formatPartition(partition)}`;
export const scoringInputRoot = (scoringId: string): string => `scoring/${scoringId}/input/`;

/** The scores of the input object of the same name. */
export const scoringOutputKey = (scoringId: string, name: string): string =>
  `scoring/${scoringId}/output/${name}.tsv.gz`;

/** The name of a scoring input (`p03`, `p03_part2`). Throws InvalidObjectKey on any other key. */
export function parseScoringInputKey(key: string): { scoring_id: string; name: string } {
  const [, scoringId, name] = /^scoring\/([^/]+)\/input\/(p\d{2}(?:_part\d+)?)$/.exec(key) ?? [];
  if (!scoringId || !name) throw new InvalidObjectKey(key, 'scoring/<scoring_id>/input/<pNN>[_partN]');
  return { scoring_id: scoringId, name };
}

// --- work bucket: batches that clients upload ---

const formatPartNumber = (part: number): string => String(part).padStart(4, '0');

/** The file that a client uploads; a presigned address is for this very key. */
export const batchUploadKey = (batchId: string): string => `batches/${batchId}/upload`;
/** One part of its rows, numbered from 1. */
export const batchRowsKey = (batchId: string, part: number): string =>
  `batches/${batchId}/rows/${formatPartNumber(part)}`;
/** What the database exports of the part's applications; a large export adds `_partN`. */
export const batchApplicationsPrefix = (batchId: string, part: number): string =>
  `batches/${batchId}/joined/${formatPartNumber(part)}`;
/** The delivered files behind those features, by run. */
export const batchLineageKey = (batchId: string, part: number): string =>
  `batches/${batchId}/lineage/${formatPartNumber(part)}.json`;
/** Scores of the part, as rows of predictions.risk_scores. */
export const batchEvidenceKey = (batchId: string, part: number): string =>
  `batches/${batchId}/evidence/${formatPartNumber(part)}.tsv.gz`;
/** What the challenger gave the same rows. */
export const batchShadowKey = (batchId: string, part: number): string =>
  `batches/${batchId}/shadow/${formatPartNumber(part)}.tsv.gz`;
/** The part's rows of the result. */
export const batchResultPartKey = (batchId: string, part: number): string =>
  `batches/${batchId}/results/${formatPartNumber(part)}.csv.gz`;
/** The one file that the client fetches. */
export const batchResultKey = (batchId: string): string => `batches/${batchId}/results.csv.gz`;

// --- work bucket: features built by Spark ---

/** What a feature job reads: its plan, and a folder a table with a folder a partition. */
export const sparkInputPrefix = (jobName: string): string => `features/${jobName}/input/`;
export const sparkPlanKey = (jobName: string): string => `${sparkInputPrefix(jobName)}plan.json`;
/** What a piece of one partition of a table is exported to, pieces counted from 0; a large export adds `_partN`. */
export const sparkInputKey = (jobName: string, table: string, partition: number, piece = 0): string =>
  `${sparkInputPrefix(jobName)}${table}/partition=${partition}/data-${piece}`;

/** What a feature job writes: a folder a feature table with a folder a partition. */
export const sparkOutputPrefix = (jobName: string): string => `features/${jobName}/output/`;
export const sparkOutputPartitionPrefix = (jobName: string, table: string, partition: number): string =>
  `${sparkOutputPrefix(jobName)}${table}/partition=${partition}/`;
/** Hadoop writes it when all of a table is written. */
export const sparkSuccessKey = (jobName: string, table: string): string =>
  `${sparkOutputPrefix(jobName)}${table}/_SUCCESS`;

// --- work bucket: training ---

export const trainingDataPrefix = (jobName: string): string => `training/${jobName}/data/`;
/** One part of the exported rows, numbered from 1. */
export const trainingPartKey = (jobName: string, part: number): string =>
  `${trainingDataPrefix(jobName)}${String(part).padStart(4, '0')}`;
export const trainingFeaturesKey = (jobName: string): string => `training/${jobName}/features.json`;
/** What a training job reads as its channel `train`. */
export const trainingPrefix = (jobName: string): string => `training/${jobName}/`;

/** What a registry job reads as its channel `registry`. */
export const registryDocumentKey = (jobName: string): string => `${trainingPrefix(jobName)}registry.json`;
/** What a monitoring job reads as its channel `monitoring`. */
export const monitoringDocumentKey = (jobName: string): string => `${trainingPrefix(jobName)}monitoring.json`;

// --- model bucket ---

/** Prefix that SageMaker writes a job's output below; it adds `<job_name>/output/`. */
export const JOBS_ROOT = 'jobs/';
/** The model folder a job left (uncompressed output). */
export const jobModelPrefix = (jobName: string): string => `${JOBS_ROOT}${jobName}/output/model/`;
export const jobModelKey = (jobName: string, file: string): string => `${jobModelPrefix(jobName)}${file}`;

/** Where a job keeps what lets it go on after a spot interruption. */
export const jobCheckpointPrefix = (jobName: string): string => `${JOBS_ROOT}${jobName}/checkpoints/`;

/** The one folder of a model version, and what is in it. */
export const modelPrefix = (version: string): string => `models/${version}/`;
export const modelKey = (version: string, file: string): string => `${modelPrefix(version)}${file}`;
export const modelOnnxKey = (version: string): string => modelKey(version, 'model.onnx');
export const modelManifestKey = (version: string): string => modelKey(version, 'manifest.json');
/** How the rows lay that the model learned from. */
export const modelBaselineKey = (version: string): string => modelKey(version, 'baseline.json');

// --- report bucket ---

/** A folder a report, named by the second it was made, so that the newest is the last. */
export const PORTFOLIO_REPORTS_ROOT = 'portfolio/';
export const portfolioReportKey = (madeAt: Date, type: 'html' | 'csv'): string =>
  `${PORTFOLIO_REPORTS_ROOT}${madeAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z/portfolio-risk-report.${type}`;
