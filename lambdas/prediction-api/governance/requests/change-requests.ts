/**
 * POST /v1/requests and the calls below it: proposes, approves, rejects, withdraws and reviews. The database makes each
 * change in one transaction with its audit event; roles are checked here.
 */
import { v7 } from 'uuid';
import { json, type SqlParameters, uuid } from '../../../shared/aws/database.ts';
import { requireEnv } from '../../../shared/env.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { REQUEST_KINDS } from '../../contract/roles.ts';
import type { approveRoute, proposeRoute } from '../../contract/routes/requests.ts';
import type { Request } from '../../contract/schemas/requests.ts';
import { requireAnyRole } from '../../http/check-roles.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { callGovernance } from '../refusals.ts';
import { KIND_RULES } from './request-kinds.ts';
import { findRequest, readRequest, type StoredRequest } from './requests.ts';

type Step = OperationInput<typeof approveRoute>;

/** Days in which a request must be decided (governance.request_days of lib/config.ts). */
export const readRequestDays = (): number => Number(requireEnv('REQUEST_DAYS'));

/** @throws {Problem} when the person may not propose this kind, or the change cannot be proposed */
export async function createRequest(
  dependencies: GovernanceDependencies,
  { body: { kind, subject, content, why }, caller }: OperationInput<typeof proposeRoute>,
): Promise<Request> {
  requireAnyRole(caller, REQUEST_KINDS[kind].proposers);
  const { prepare } = KIND_RULES[kind] ?? {};
  if (!prepare) {
    throw new Problem(
      422,
      'kind-not-proposable',
      `Requests of the kind ${kind} have a call of their own. Send it there: GET /v1/openapi.json lists the calls.`,
    );
  }
  const proposed = await prepare(dependencies, { subject, content, caller });
  const request_id = v7();
  await changeRequest(dependencies, 'api/requests/propose.sql', {
    ...{ request_id: uuid(request_id), kind, subject: proposed.subject, content: json(proposed.content), why },
    ...{ by_person: caller.name, lifetime_days: readRequestDays() },
    written_by: json(proposed.written_by ?? []),
  });
  return readRequest(dependencies, { params: { request_id }, caller });
}

/** @throws {Problem} when the person may not approve it, it cannot be decided any more, or its change is refused */
export async function approveRequest(dependencies: GovernanceDependencies, input: Step): Promise<Request> {
  const request = await findRequest(dependencies, input.params.request_id);
  requireAnyRole(input.caller, REQUEST_KINDS[request.kind].approvers);
  const rules = KIND_RULES[request.kind];
  if (request.state === 'open') await rules?.checkApproval?.(dependencies, request);
  await decide(dependencies, input, 'approve');
  const approved = await findRequest(dependencies, request.request_id);
  if (approved.state === 'approved') await startWork(dependencies, approved);
  return readRequest(dependencies, input);
}

/** @throws {Problem} when the person may not reject it, or it cannot be decided any more */
export async function rejectRequest(dependencies: GovernanceDependencies, input: Step): Promise<Request> {
  const request = await findRequest(dependencies, input.params.request_id);
  requireAnyRole(input.caller, REQUEST_KINDS[request.kind].approvers);
  await decide(dependencies, input, 'reject');
  return readRequest(dependencies, input);
}

/** @throws {Problem} when the request is another person's, or cannot be withdrawn any more */
export async function withdrawRequest(dependencies: GovernanceDependencies, input: Step): Promise<Request> {
  await changeRequest(dependencies, 'api/requests/withdraw.sql', toStatement(input));
  return readRequest(dependencies, input);
}

/** @throws {Problem} when it is no emergency, was reviewed, or is the person's own */
export async function reviewRequest(dependencies: GovernanceDependencies, input: Step): Promise<Request> {
  const request = await findRequest(dependencies, input.params.request_id);
  requireAnyRole(input.caller, REQUEST_KINDS[request.kind].approvers);
  await changeRequest(dependencies, 'api/requests/review.sql', toStatement(input));
  return readRequest(dependencies, input);
}

const toStatement = ({ params, body, caller }: Step) => ({
  ...{ request_id: uuid(params.request_id), by_person: caller.name, why: body.why },
});

const decide = (dependencies: GovernanceDependencies, input: Step, decision: 'approve' | 'reject') =>
  changeRequest(dependencies, 'api/requests/decide.sql', { ...toStatement(input), decision });

const changeRequest = ({ database }: GovernanceDependencies, statement: string, values: SqlParameters) =>
  callGovernance(() => database().query(readSqlFile(statement), values));

/**
 * Starts the work of an approved request. One whose work cannot be started has failed, so that it can be proposed again.
 * @throws {Error} when the work cannot be started
 */
export async function startWork(dependencies: GovernanceDependencies, request: StoredRequest): Promise<void> {
  const { start } = KIND_RULES[request.kind] ?? {};
  try {
    await start?.(dependencies, request);
  } catch (error) {
    await changeRequest(dependencies, 'api/requests/mark_failed.sql', {
      ...{ request_id: uuid(request.request_id), by_person: request.decided_by ?? request.proposed_by },
      failure: 'The change could not be started. Propose it again.',
    });
    throw error;
  }
}
