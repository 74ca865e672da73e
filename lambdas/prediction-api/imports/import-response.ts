/** Turns a stored import and its documents into the API's Import. */

import type { ImportReport } from '../../onboarding/contract/import-report.ts';
import {
  type ImportFile,
  type ImportProgress,
  type ImportState,
  importAnswersKey,
  importCheckKey,
  importProposalKey,
} from '../../onboarding/contract/import-state.ts';
import type { ColumnUse } from '../../onboarding/contract/mapping.ts';
import type { Answers, ColumnProfile, Proposal } from '../../onboarding/contract/profile.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { requireEnv } from '../../shared/env.ts';
import { listPersonalColumns } from '../../shared/landing/table-contract.ts';
import type { Import, ImportCheck, ImportList, ImportPreview } from '../contract/schemas/imports.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { ImportFiles, StoredImportFile } from './import-files.ts';

/** The row of sql/api/imports/find_import.sql; times are the database's texts. */
export interface StoredImport {
  import_id: string;
  mapping_name: string;
  files: StoredImportFile[];
  request_sha256: string;
  state: ImportState | 'expired';
  created_at: string;
  ended_at: string | null;
  progress: ImportProgress | null;
  problem: string | null;
  detail: string | null;
  deliveries: Import['deliveries'];
}

/** Rows of a check that a page shows; the report has more. */
const SHOWN_ROWS = 200;
const MAX_DOCUMENT_BYTES = 64 * 1024 ** 2;

/** What a summary in a list and a whole import have in common. */
export function toSummary(
  row: Omit<StoredImport, 'request_sha256' | 'progress' | 'deliveries'>,
): ImportList['imports'][number] {
  const { import_id, mapping_name: name, state, created_at, ended_at, files } = row;
  return {
    ...{ import_id, name, state, created_at: toIsoTime(created_at) },
    ended_at: ended_at && toIsoTime(ended_at),
    files: files.map((file: ImportFile) => ({ name: file.name, size_bytes: file.size_bytes })),
    problem: toImportProblem(row),
  };
}

function toImportProblem({ state, problem, detail }: Pick<StoredImport, 'state' | 'problem' | 'detail'>) {
  if (problem !== null) return { name: problem, detail: detail ?? '' };
  return state === 'failed' ? { name: 'timed-out', detail: 'It did not end in time. Create a new import.' } : null;
}

export async function toImport(
  row: StoredImport,
  { objects, files }: { objects: Pick<ObjectStore, 'getJson'>; files: ImportFiles },
): Promise<Import> {
  const { import_id, state, progress, deliveries } = row;
  const isOpen = state === 'proposed' || state === 'checked';
  const [uploads, preview, check, report] = await Promise.all([
    state === 'uploading' ? files.signMissingParts(import_id, row.files) : null,
    isOpen ? readPreview(objects, import_id) : null,
    state === 'checked' ? readDocument<ImportReport>(objects, importCheckKey(import_id)) : null,
    state === 'delivered' ? files.signReport(import_id) : null,
  ]);
  return { ...toSummary(row), progress, uploads, preview, check: check && toCheck(check), deliveries, report };
}

async function readDocument<T>(objects: Pick<ObjectStore, 'getJson'>, key: string): Promise<T | null> {
  try {
    return (await objects.getJson(requireEnv('WORK_BUCKET'), key, { maxBytes: MAX_DOCUMENT_BYTES })) as T;
  } catch (error) {
    if (error instanceof ObjectMissing) return null;
    throw error;
  }
}

async function readPreview(objects: Pick<ObjectStore, 'getJson'>, importId: string): Promise<ImportPreview | null> {
  const [proposal, answers] = await Promise.all([
    readDocument<Proposal>(objects, importProposalKey(importId)),
    readDocument<Answers>(objects, importAnswersKey(importId)),
  ]);
  return proposal && toPreview(proposal, answers);
}

/** The preview has three examples of a column and no other value of the files. */
function toPreview({ mapping, profiles, questions, findings }: Proposal, answers: Answers | null): ImportPreview {
  return {
    tables: profiles.map(({ file, part, rows, remarks }) => ({ file, part, rows, remarks })),
    columns: mapping.sources.flatMap((source, index) => {
      const profile = profiles[index];
      const byName = new Map(profile?.columns.map((column) => [column.column, column]));
      return source.columns.map((column) => ({
        ...column,
        source: source.name,
        ...toFacts(byName.get(column.column), column.use),
        rows: profile?.rows ?? 0,
      }));
    }),
    currency: mapping.currency,
    target: mapping.target?.description ?? null,
    questions,
    findings,
    answers: { answers: { ...answers?.answers }, columns: [...(answers?.columns ?? [])] },
  };
}

/** Personal columns of the contract. The profile masks what looks personal by its content; this is by what it becomes. */
const PERSONAL_FIELDS = new Set(listPersonalColumns('customers').map((name) => `customers.${name}`));

const isPersonal = (use: ColumnUse): boolean =>
  use.as === 'field'
    ? use.fields.some(({ field }) => PERSONAL_FIELDS.has(field))
    : use.as === 'left_out' && use.because === 'personal';

function toFacts(column: ColumnProfile | undefined, use: ColumnUse) {
  const examples = column?.examples ?? [];
  return { examples: isPersonal(use) ? examples.map(maskText) : examples, known: column?.known ?? 0 };
}

/** Shows what kind of text it is, and none of it. */
const maskText = (text: string): string => text.replace(/\p{L}/gu, 'x').replace(/\p{N}/gu, '9');

function toCheck({ files, deliveries, outcomes, refused, refused_rows, unknown_values }: ImportReport): ImportCheck {
  return {
    rows_in: files.reduce((sum, { rows_in }) => sum + rows_in, 0),
    ...{ deliveries, outcomes, refused_rows, unknown_values },
    refused: refused.slice(0, SHOWN_ROWS),
  };
}
