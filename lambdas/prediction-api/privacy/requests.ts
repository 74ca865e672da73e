/** The calls about requests of data subjects: enter, list, read, start, extend, refuse and complete. */
import { v7 } from 'uuid';
import { type Database, json, type SqlParameters, uuid } from '../../shared/aws/database.ts';
import type { ReadName } from '../../shared/aws/person-names.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { hasAnyRole, PRIVACY_OFFICERS } from '../contract/roles.ts';
import type {
  completePrivacyRequestRoute,
  createPrivacyRequestRoute,
  extendPrivacyRequestRoute,
  privacyRequestRoute,
  privacyRequestsRoute,
  refusePrivacyRequestRoute,
  startPrivacyRequestRoute,
} from '../contract/routes/privacy.ts';
import type { PrivacyRequest, PrivacyRequestList } from '../contract/schemas/privacy.ts';
import type { Correction } from '../contract/schemas/restrictions.ts';
import { readPerson } from '../governance/people.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { Caller, OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import { Problem } from '../http/problem.ts';
import { assertCorrections } from './corrections.ts';
import { callPrivacy, createPrivacyRefusal } from './refusals.ts';
import type { StartPrivacyRequest } from './workflow.ts';

export interface PrivacyDependencies {
  database: () => Database;
  readName: ReadName;
  startWorkflow: StartPrivacyRequest;
}

type Times = 'received_at' | 'due_at' | 'requested_at' | 'started_at' | 'ended_at';

/** A row of privacy.requests. */
interface StoredPrivacyRequest extends Omit<PrivacyRequest, Times | 'requested_by' | 'handled_by' | 'can'> {
  received_at: string;
  due_at: string;
  requested_by: string;
  requested_at: string;
  handled_by: string | null;
  started_at: string | null;
  ended_at: string | null;
}

/**
 * POST /v1/privacy-requests.
 * @throws {Problem} when the person has an unfinished request of the kind (409), it was received at another time, or its
 *   corrections are none (422)
 */
export async function createPrivacyRequest(
  dependencies: PrivacyDependencies,
  { body, caller }: OperationInput<typeof createPrivacyRequestRoute>,
): Promise<PrivacyRequest> {
  const request_id = v7();
  const { kind, customer_id, received_at = null, why, ...content } = body;
  assertContent(kind, body.corrections);
  await change(dependencies, 'create_request', {
    ...{ request_id: uuid(request_id), kind, customer_id, content: json(content), received_at },
    ...{ by_person: caller.name, why },
  });
  return readStored(dependencies, request_id, caller);
}

function assertContent(kind: PrivacyRequest['kind'], corrections: readonly Correction[] | undefined): void {
  if ((kind === 'rectification') !== (corrections !== undefined)) {
    const message = kind === 'rectification' ? 'Missing: what is right' : 'Of a rectification only';
    throw new Problem(422, 'invalid-body', 'Send corrections with a rectification only.', [
      { path: 'corrections', message },
    ]);
  }
  assertCorrections(corrections ?? [], new Date().toISOString().slice(0, 10));
}

/** GET /v1/privacy-requests. */
export async function listPrivacyRequests(
  dependencies: PrivacyDependencies,
  { query, caller }: OperationInput<typeof privacyRequestsRoute>,
): Promise<PrivacyRequestList> {
  const { limit, before, state, kind, overdue } = query;
  const rows = await queryRequests(dependencies, {
    ...{ request_id: null, before: uuid(before ?? null), state: state ?? null, kind: kind ?? null },
    ...{ overdue: overdue === undefined ? null : overdue === 'true', rows: limit + 1 },
  });
  const { items, next_before } = toPage(rows, limit, ({ request_id }) => request_id);
  return { requests: await Promise.all(items.map((row) => toResponse(dependencies, row, caller))), next_before };
}

/**
 * GET /v1/privacy-requests/{request_id}.
 * @throws {Problem} when there is none with this id (404)
 */
export async function readPrivacyRequest(
  dependencies: PrivacyDependencies,
  { params, caller }: OperationInput<typeof privacyRequestRoute>,
): Promise<PrivacyRequest> {
  return readStored(dependencies, params.request_id, caller);
}

/**
 * POST /v1/privacy-requests/{request_id}/start. A request whose workflow does not start has failed, and can be started again.
 * @throws {Problem} when there is none with this id (404), or it is running or over (409)
 */
export async function startPrivacyRequest(
  dependencies: PrivacyDependencies,
  { params: { request_id }, caller }: OperationInput<typeof startPrivacyRequestRoute>,
): Promise<PrivacyRequest> {
  await change(dependencies, 'start_request', { request_id: uuid(request_id), by_person: caller.name });
  try {
    await dependencies.startWorkflow(request_id);
  } catch (error) {
    await change(dependencies, 'fail_start', { request_id: uuid(request_id) });
    throw error;
  }
  return readStored(dependencies, request_id, caller);
}

/**
 * POST /v1/privacy-requests/{request_id}/extend.
 * @throws {Problem} when there is none (404), it is over (409), or the deadline is not possible (422)
 */
export async function extendPrivacyRequest(
  dependencies: PrivacyDependencies,
  { params: { request_id }, body: { due_at, why }, caller }: OperationInput<typeof extendPrivacyRequestRoute>,
): Promise<PrivacyRequest> {
  const values = { request_id: uuid(request_id), due_at, by_person: caller.name, why };
  await change(dependencies, 'extend_request', values);
  return readStored(dependencies, request_id, caller);
}

/**
 * POST /v1/privacy-requests/{request_id}/refuse and …/complete.
 * @throws {Problem} when there is none (404), or it is running or over (409)
 */
export async function endPrivacyRequest(
  dependencies: PrivacyDependencies,
  endState: 'refused' | 'completed',
  {
    params: { request_id },
    body: { why },
    caller,
  }: OperationInput<typeof refusePrivacyRequestRoute | typeof completePrivacyRequestRoute>,
): Promise<PrivacyRequest> {
  const values = { request_id: uuid(request_id), end_state: endState, by_person: caller.name, why };
  await change(dependencies, 'end_request', values);
  return readStored(dependencies, request_id, caller);
}

/** @throws {Problem} when there is no request with this id (404) */
async function findPrivacyRequest(
  dependencies: Pick<PrivacyDependencies, 'database'>,
  request_id: string,
): Promise<StoredPrivacyRequest> {
  const values = { request_id: uuid(request_id), before: null, state: null, kind: null, overdue: null, rows: 1 };
  const [row] = await queryRequests(dependencies, values);
  if (!row) throw createPrivacyRefusal('unknown-privacy-request');
  return row;
}

const queryRequests = ({ database }: Pick<PrivacyDependencies, 'database'>, values: SqlParameters) =>
  database().query<StoredPrivacyRequest>(readSqlFile('api/privacy/list_requests.sql'), values);

async function change({ database }: PrivacyDependencies, file: string, values: SqlParameters): Promise<void> {
  await callPrivacy(() => database().query(readSqlFile(`api/privacy/${file}.sql`), values));
}

async function readStored(dependencies: PrivacyDependencies, id: string, caller: Caller): Promise<PrivacyRequest> {
  return toResponse(dependencies, await findPrivacyRequest(dependencies, id), caller);
}

async function toResponse(
  { readName }: PrivacyDependencies,
  row: StoredPrivacyRequest,
  caller: Caller,
): Promise<PrivacyRequest> {
  const isOfficer = hasAnyRole(caller, PRIVACY_OFFICERS);
  const [requested_by, handled_by] = await Promise.all([
    readPerson(readName, row.requested_by),
    row.handled_by === null ? null : readPerson(readName, row.handled_by),
  ]);
  return {
    ...row,
    customer_id: isOfficer ? row.customer_id : null,
    // Corrections are values of the person, and reasons may name them.
    ...(!isOfficer && { content: {}, why: '', handled_why: null, extended_why: null }),
    ...{ requested_by, handled_by },
    ...{ received_at: toIsoTime(row.received_at), due_at: toIsoTime(row.due_at) },
    requested_at: toIsoTime(row.requested_at),
    started_at: row.started_at && toIsoTime(row.started_at),
    ended_at: row.ended_at && toIsoTime(row.ended_at),
    can: isOfficer ? listPossibleSteps(row) : [],
  };
}

function listPossibleSteps({ state, kind }: StoredPrivacyRequest): PrivacyRequest['can'] {
  switch (state) {
    case 'open':
    case 'failed':
      return ['start', 'extend', 'refuse', 'complete'];
    case 'running':
      return ['extend'];
    case 'completed':
      return kind === 'access' ? ['download'] : [];
    case 'refused':
      return [];
  }
}
