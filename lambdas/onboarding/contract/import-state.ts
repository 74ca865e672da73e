/**
 * Defines an import that a person makes in the browser: its states, the work that is done for it, and where its files
 * and documents are. The API (lambdas/prediction-api/imports) moves it on; import-raw-file does the work.
 */
import { z } from 'zod';

/**
 * uploading: waits for the files. profiling, checking, delivering: import-raw-file works. proposed: a person corrects
 * and answers, then asks for a check. checked: may be delivered. The others are ends. A check or a delivery that refuses or
 * fails goes back to `proposed` with its problem, because a person can mend it; `refused` are files that nobody can read.
 *
 *   uploading → profiling → proposed → checking → checked → delivering → delivered
 *                 ↓  ↑         ↑ ↑ └── answers ──┐│           │
 *              refused └─ answers ┴─ problem ────┴┴───────────┘      failed: a fault of ours; cancelled: by the person
 */
export const IMPORT_STATES = [
  'uploading',
  'profiling',
  'proposed',
  'checking',
  'checked',
  'delivering',
  'delivered',
  'refused',
  'failed',
  'cancelled',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** The state in which each kind of work is done. */
export const WORK_STATES = { profile: 'profiling', check: 'checking', deliver: 'delivering' } as const;
export type ImportAction = keyof typeof WORK_STATES;

/**
 * The payload of import-raw-file, invoked asynchronously. `work_id` is new with each request of a person: work whose id
 * is no longer that of the import ends without a trace. The same payload may arrive more than once.
 *
 * profile: reads files (and answers.json where there is one), writes proposal.json; profiles of an earlier proposal.json
 * are used again. check: converts with a sink that writes nothing, writes check.json. deliver: converts again, writes
 * deliveries, manifests last, the report, the mapping (unless one of that name exists), deletes the files, and starts the
 * daily workflow.
 */
export const ImportWork = z.object({
  action: z.enum(['profile', 'check', 'deliver']),
  import_id: z.uuid(),
  work_id: z.uuid(),
});
export type ImportWork = z.infer<typeof ImportWork>;

/** The most that Lambda gives a function. */
export const FUNCTION_SECONDS = 900;
/** After so long no further row is read: the rest is for writing, and a function that is killed tells nobody why. */
export const READING_SECONDS = 780;
/** Work that has not ended by then has died: the function is invoked once more after a fault. */
export const WORK_TIMEOUT_SECONDS = 2100;

/** Files, proposal, answers and check are deleted after so many days, whatever became of the import. */
export const IMPORT_RETENTION_DAYS = 7;

export const MAX_IMPORT_FILES = 20;
/** Size of an upload's parts but the last. */
export const UPLOAD_PART_BYTES = 16 * 1024 ** 2;

/** A file as the person named it. Its bytes are the object importFileKey(import_id, number) of the work bucket. */
export interface ImportFile {
  /** From 1. */
  number: number;
  name: string;
  size_bytes: number;
}

/** How far the work is; the bytes of all its passes over the files. */
export interface ImportProgress {
  done_bytes: number;
  total_bytes: number;
  rows: number;
}

// --- keys: work bucket, but the reports ---

export const IMPORTS_ROOT = 'imports/';
export const importFileKey = (importId: string, file: number): string =>
  `${IMPORTS_ROOT}${importId}/files/${String(file).padStart(2, '0')}`;
/** Proposal (profile.ts), written by `profile`. */
export const importProposalKey = (importId: string): string => `${IMPORTS_ROOT}${importId}/proposal.json`;
/** Answers (profile.ts), written by the API before it asks for `profile` again. */
export const importAnswersKey = (importId: string): string => `${IMPORTS_ROOT}${importId}/answers.json`;
/** ImportReport (import-report.ts) of the dry run, written by `check`. */
export const importCheckKey = (importId: string): string => `${IMPORTS_ROOT}${importId}/check.json`;
/** What a person keeps, in the report bucket. */
export const importReportKey = (importId: string, file: 'report.html' | 'report.json' | 'refused.csv'): string =>
  `${IMPORTS_ROOT}${importId}/${file}`;
