/** The calls about imports. An import is visible only to the person who created it. */
import { v7 } from 'uuid';
import {
  type ImportAction,
  type ImportWork,
  importAnswersKey,
  WORK_STATES,
} from '../../onboarding/contract/import-state.ts';
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { requireEnv } from '../../shared/env.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import {
  type answerImportRoute,
  type cancelImportRoute,
  type checkImportRoute,
  type completeImportRoute,
  createImportRoute,
  type deliverImportRoute,
  type importRoute,
  type importsRoute,
} from '../contract/routes/imports.ts';
import type { Import, ImportList } from '../contract/schemas/imports.ts';
import { assertSameRequest, identifyRequest } from '../http/idempotency.ts';
import type { Caller, OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import type { ImportFiles } from './import-files.ts';
import { assertReadable, IMPORT_AGES, type ImportRefusal, readImportLimits, toLimitProblem } from './import-limits.ts';
import { type StoredImport, toImport, toSummary } from './import-response.ts';

export interface ImportDependencies {
  database: () => Database;
  objects: () => Pick<ObjectStore, 'getJson' | 'putJson'>;
  files: ImportFiles;
  askForWork: (work: ImportWork) => Promise<void>;
}

type Step = OperationInput<typeof importRoute>;

/**
 * POST /v1/imports. A repeated idempotency key returns the stored import.
 * @throws {Problem} when the files are too large (413)
 * @throws {LimitReached} when the person has too many open imports, or imports too many bytes
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export async function createImport(
  dependencies: ImportDependencies,
  { body, headers, caller }: OperationInput<typeof createImportRoute>,
): Promise<Import> {
  const import_id = v7();
  const total_bytes = body.files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  assertReadable(total_bytes);
  const { sha256 } = identifyRequest(createImportRoute.operationId, body, caller);
  const idempotency_key = headers['idempotency-key'] ?? null;
  const [refusal] = await dependencies.database().query<ImportRefusal>(readSqlFile('api/imports/create_import.sql'), {
    ...{ import_id: uuid(import_id), ...toOwner(caller), mapping_name: body.name },
    files: json(body.files.map((file, index) => ({ number: index + 1, ...file }))),
    ...{ total_bytes, idempotency_key, request_sha256: sha256 },
    ...readImportLimits().create,
  });
  if (refusal) throw toLimitProblem(refusal);
  const row = await findImport(dependencies, caller, { import_id, idempotency_key });
  if (idempotency_key !== null) assertSameRequest(row, { sha256 });
  return respond(dependencies, caller, row);
}

/** GET /v1/imports. */
export async function listImports(
  { database }: ImportDependencies,
  { query, caller }: OperationInput<typeof importsRoute>,
): Promise<ImportList> {
  const values = { ...toOwner(caller), ...IMPORT_AGES, max_rows: query.limit };
  const rows = await database().query<StoredImport>(readSqlFile('api/imports/list_imports.sql'), values);
  return { imports: rows.map(toSummary) };
}

/**
 * GET /v1/imports/{import_id}.
 * @throws {Problem} when the person has no such import (404)
 */
export async function readImport(dependencies: ImportDependencies, { params, caller }: Step): Promise<Import> {
  return respond(dependencies, caller, await findImport(dependencies, caller, params));
}

/**
 * POST /v1/imports/{import_id}/complete.
 * @throws {Problem} when the person has no such import (404), or parts are missing (422)
 * @throws {LimitReached} when too many imports are being read
 */
export async function completeImport(
  dependencies: ImportDependencies,
  { params, caller }: OperationInput<typeof completeImportRoute>,
): Promise<Import> {
  const row = await findImport(dependencies, caller, params);
  if (row.state === 'uploading') {
    const incomplete = await dependencies.files.complete(row.import_id, row.files);
    if (incomplete.length > 0) {
      throw new Problem(
        422,
        'not-uploaded',
        `Parts of ${incomplete.join(', ')} are missing. Upload them, then start again.`,
      );
    }
  }
  return startWork(dependencies, caller, row, 'profile', ['uploading']);
}

/**
 * POST /v1/imports/{import_id}/answers.
 * @throws {Problem} when the person has no such import (404), or it takes no answers now (409)
 * @throws {LimitReached} when too many imports are being read
 */
export async function answerImport(
  dependencies: ImportDependencies,
  { params, body, caller }: OperationInput<typeof answerImportRoute>,
): Promise<Import> {
  const row = await findImport(dependencies, caller, params);
  requireState(row, ['proposed', 'checked']);
  await dependencies.objects().putJson(requireEnv('WORK_BUCKET'), importAnswersKey(row.import_id), body);
  return startWork(dependencies, caller, row, 'profile', ['proposed', 'checked']);
}

/**
 * POST /v1/imports/{import_id}/check.
 * @throws {Problem} when the person has no such import (404), or it cannot be checked now (409)
 * @throws {LimitReached} when too many imports are being read
 */
export async function checkImport(
  dependencies: ImportDependencies,
  { params, caller }: OperationInput<typeof checkImportRoute>,
): Promise<Import> {
  const row = await findImport(dependencies, caller, params);
  if (row.state !== 'checking') requireState(row, ['proposed', 'checked']);
  return startWork(dependencies, caller, row, 'check', ['proposed', 'checked']);
}

/**
 * POST /v1/imports/{import_id}/deliver.
 * @throws {Problem} when the person has no such import (404), or it is not checked (409)
 * @throws {LimitReached} when too many imports are being read
 */
export async function deliverImport(
  dependencies: ImportDependencies,
  { params, caller }: OperationInput<typeof deliverImportRoute>,
): Promise<Import> {
  const row = await findImport(dependencies, caller, params);
  if (row.state !== 'delivering' && row.state !== 'delivered') requireState(row, ['checked']);
  return startWork(dependencies, caller, row, 'deliver', ['checked']);
}

/**
 * POST /v1/imports/{import_id}/cancel.
 * @throws {Problem} when the person has no such import (404), or it is being delivered (409)
 */
export async function cancelImport(
  dependencies: ImportDependencies,
  { params, caller }: OperationInput<typeof cancelImportRoute>,
): Promise<Import> {
  const row = await findImport(dependencies, caller, params);
  const { timeout_seconds } = IMPORT_AGES;
  const values = { import_id: uuid(row.import_id), ...toOwner(caller), timeout_seconds };
  const cancelled = await dependencies.database().execute(readSqlFile('api/imports/cancel_import.sql'), values);
  const after = await findImport(dependencies, caller, params);
  if (cancelled === 0) requireState(after, ['cancelled', 'refused', 'failed', 'expired']);
  // Also on a repeated call: an earlier one may have stored the end and failed before it deleted the files.
  await dependencies.files.remove(row.import_id, row.files);
  return respond(dependencies, caller, after);
}

/** People share one OAuth client, so an import belongs to the client and the name. */
const toOwner = ({ clientId, name }: Caller) => ({ client_id: clientId, requested_by: name });

async function findImport(
  { database }: ImportDependencies,
  caller: Caller,
  { import_id, idempotency_key = null }: { import_id: string; idempotency_key?: string | null },
): Promise<StoredImport> {
  const values = { import_id: uuid(import_id), idempotency_key, ...toOwner(caller), ...IMPORT_AGES };
  const [row] = await database().query<StoredImport>(readSqlFile('api/imports/find_import.sql'), values);
  if (!row) throw new Problem(404, 'unknown-import', 'You have no import with this id.');
  return row;
}

function requireState({ state }: StoredImport, states: readonly StoredImport['state'][]): void {
  if (states.includes(state)) return;
  throw new Problem(
    409,
    'import-not-ready',
    `The import is ${state}; this is possible when it is ${states.join(' or ')}.`,
  );
}

/**
 * Asks for work once: a call that finds it asked for, or done, changes nothing. Of two calls at once, the work of the
 * second is unknown to the import and ends without a trace.
 */
async function startWork(
  dependencies: ImportDependencies,
  caller: Caller,
  { import_id, state }: StoredImport,
  action: ImportAction,
  from: StoredImport['state'][],
): Promise<Import> {
  if (from.includes(state)) {
    const work_id = v7();
    const [refusal] = await dependencies.database().query<ImportRefusal>(readSqlFile('api/imports/start_work.sql'), {
      ...{ import_id: uuid(import_id), ...toOwner(caller), work_id: uuid(work_id) },
      ...{ from_states: from.join(), to_state: WORK_STATES[action], ...readImportLimits().start },
    });
    if (refusal) throw toLimitProblem(refusal);
    await dependencies.askForWork({ action, import_id, work_id }).catch(async (error: unknown) => {
      // Else it would wait for work that nobody does. A proposal that has new answers is not a checked one.
      const next_state = action === 'profile' && state !== 'uploading' ? 'proposed' : state;
      const values = { import_id: uuid(import_id), work_id: uuid(work_id), next_state };
      await dependencies.database().execute(readSqlFile('api/imports/return_work.sql'), values);
      throw error;
    });
  }
  return readImport(dependencies, { params: { import_id }, caller } as Step);
}

/** Uploads are open before the first address is signed; two calls at once use those of the first. */
async function openUploads({ database, files }: ImportDependencies, row: StoredImport) {
  if (row.files.every(({ upload_id }) => upload_id !== undefined)) return row.files;
  const opened = await files.open(row.import_id, row.files);
  const values = { import_id: uuid(row.import_id), files: json(opened) };
  const stored = await database().execute(readSqlFile('api/imports/store_uploads.sql'), values);
  return stored > 0 ? opened : undefined;
}

async function respond(dependencies: ImportDependencies, caller: Caller, row: StoredImport): Promise<Import> {
  const shown = { objects: dependencies.objects(), files: dependencies.files };
  if (row.state !== 'uploading') return toImport(row, shown);
  const files = await openUploads(dependencies, row);
  return toImport(files ? { ...row, files } : await findImport(dependencies, caller, row), shown);
}
