/** GET /v1/requests and /v1/requests/{request_id}: proposed changes, and what the caller may do with each. */
import { uuid } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { hasAnyRole, REQUEST_KINDS, type Role } from '../../contract/roles.ts';
import type { requestRoute, requestsRoute } from '../../contract/routes/requests.ts';
import type { Request, RequestList } from '../../contract/schemas/requests.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { Caller, OperationInput } from '../../http/operation.ts';
import { toPage } from '../../http/paging.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { readPerson } from '../people.ts';
import { createRefusal } from '../refusals.ts';

/** A row of governance.requests. */
export interface StoredRequest
  extends Pick<
    Request,
    | 'request_id'
    | 'kind'
    | 'subject'
    | 'content'
    | 'content_sha256'
    | 'state'
    | 'is_emergency'
    | 'needs_two'
    | 'failure'
  > {
  authors: string[];
  proposed_by: string;
  proposed_why: string;
  proposed_at: string;
  expires_at: string;
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
  applied_at: string | null;
  reviewed_by: string | null;
  reviewed_why: string | null;
  reviewed_at: string | null;
}

export async function listRequests(
  dependencies: GovernanceDependencies,
  { query: { limit, before, state, kind }, caller }: OperationInput<typeof requestsRoute>,
): Promise<RequestList> {
  await dependencies.database().query(readSqlFile('governance/catch_up.sql'));
  const values = { request_id: null, before: before ?? null, state: state ?? null, kind: kind ?? null };
  const rows = await dependencies
    .database()
    .query<StoredRequest>(readSqlFile('api/requests/list_requests.sql'), { ...values, rows: limit + 1 });
  const { items, next_before } = toPage(rows, limit, ({ request_id }) => request_id);
  return { requests: await Promise.all(items.map((row) => toRequest(dependencies, row, caller))), next_before };
}

/** @throws {Problem} when there is no request with this id (404) */
export async function readRequest(
  dependencies: GovernanceDependencies,
  { params, caller }: Pick<OperationInput<typeof requestRoute>, 'params' | 'caller'>,
): Promise<Request> {
  return toRequest(dependencies, await findRequest(dependencies, params.request_id), caller);
}

/** @throws {Problem} when there is no request with this id (404) */
export async function findRequest({ database }: GovernanceDependencies, request_id: string): Promise<StoredRequest> {
  await database().query(readSqlFile('governance/catch_up.sql'));
  const values = { request_id: uuid(request_id), before: null, state: null, kind: null, rows: 1 };
  const [row] = await database().query<StoredRequest>(readSqlFile('api/requests/list_requests.sql'), values);
  if (!row) throw createRefusal('unknown-request');
  return row;
}

async function toRequest({ readName }: GovernanceDependencies, row: StoredRequest, caller: Caller): Promise<Request> {
  const { request_id, kind, subject, content, content_sha256, state, is_emergency, needs_two, failure } = row;
  const readStatement = async (by: string | null, why: string | null, at: string | null) =>
    by === null || why === null || at === null ? null : { by: await readPerson(readName, by), why, at: toIsoTime(at) };
  const [by, decided, reviewed] = await Promise.all([
    readPerson(readName, row.proposed_by),
    readStatement(row.decided_by, row.decided_why, row.decided_at),
    readStatement(row.reviewed_by, row.reviewed_why, row.reviewed_at),
  ]);
  return {
    ...{ request_id, kind, subject, content, content_sha256, state, is_emergency, needs_two, failure },
    proposed: { by, why: row.proposed_why, at: toIsoTime(row.proposed_at) },
    expires_at: toIsoTime(row.expires_at),
    ...{ decided, applied_at: row.applied_at && toIsoTime(row.applied_at), reviewed },
    can: listPossibleSteps(row, caller),
  };
}

/** What a person may do with a request now. The database refuses the rest, whoever asks. */
export function listPossibleSteps(
  request: Pick<
    StoredRequest,
    'kind' | 'state' | 'is_emergency' | 'needs_two' | 'authors' | 'proposed_by' | 'reviewed_by'
  >,
  caller: { name: string; roles: ReadonlySet<Role> },
): Request['can'] {
  const isAuthor = request.authors.includes(caller.name);
  const { approvers, proposers } = REQUEST_KINDS[request.kind];
  const mayApprove = hasAnyRole(caller, approvers);
  const steps: Request['can'] = [];
  if (request.state === 'open') {
    if (mayApprove && !(isAuthor && request.needs_two)) steps.push('approve', 'reject');
    if (request.proposed_by === caller.name && hasAnyRole(caller, proposers)) steps.push('withdraw');
  }
  if (request.is_emergency && request.reviewed_by === null && mayApprove && !isAuthor) steps.push('review');
  return steps;
}
