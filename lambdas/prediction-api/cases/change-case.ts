/**
 * POST /v1/cases/claim-next and the calls below /v1/cases/{case_id}: claims, releases, assigns, asks for documents, notes,
 * confirms and returns. The database makes each change in one transaction with its audit event.
 */
import { v7 } from 'uuid';
import { type SqlParameters, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { CASE_DECIDERS, CASE_SECONDS, hasAnyRole, listRoles } from '../contract/roles.ts';
import type { assignCaseRoute, claimCaseRoute, claimNextRoute, noteCaseRoute } from '../contract/routes/cases.ts';
import type { Case, ClaimNextAnswer } from '../contract/schemas/cases.ts';
import { requireAnyRole } from '../http/check-roles.ts';
import type { OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { callCases } from './case-refusals.ts';
import type { CaseDependencies } from './dependencies.ts';
import { readCase } from './read-case.ts';
import { findCase } from './stored-case.ts';

type Step = OperationInput<typeof claimCaseRoute>;
type NotedStep = OperationInput<typeof noteCaseRoute>;

/** Runs a step of a case; a statement that is sent again has the same action_id and changes nothing again. */
export async function changeCase(
  dependencies: CaseDependencies,
  { params, caller }: Pick<Step, 'params' | 'caller'>,
  statement: string,
  values: SqlParameters,
): Promise<Case> {
  const identity = { case_id: uuid(params.case_id), action_id: uuid(v7()), by_person: caller.name };
  const text = readSqlFile(`api/cases/${statement}.sql`);
  await callCases(() => dependencies.database().query(text, { ...identity, ...values }));
  return readCase(dependencies, { params, caller });
}

/** @throws {Problem} when somebody else holds the case, it has ended, or the person may not decide it */
export async function claimCase(dependencies: CaseDependencies, input: Step): Promise<Case> {
  const { state } = await findCase(dependencies, input.params.case_id, input.caller.name);
  if (state !== 'waiting_for_second') requireAnyRole(input.caller, CASE_DECIDERS);
  return changeCase(dependencies, input, 'claim', {});
}

export async function claimNextCase(
  { database }: CaseDependencies,
  { body, caller }: OperationInput<typeof claimNextRoute>,
): Promise<ClaimNextAnswer> {
  const values = {
    ...{ action_id: uuid(v7()), by_person: caller.name, kind: body.kind ?? null },
    can_decide: hasAnyRole(caller, CASE_DECIDERS),
  };
  const statement = readSqlFile('api/cases/claim_next.sql');
  const [claimed] = await callCases(() => database().query<ClaimNextAnswer>(statement, values));
  return { case_id: claimed?.case_id ?? null };
}

/** @throws {Problem} when the person does not hold the case, or it has ended */
export const releaseCase = (dependencies: CaseDependencies, input: Step): Promise<Case> =>
  changeCase(dependencies, input, 'release', { note: input.body.note ?? null });

/** @throws {Problem} when the other person may not decide it, somebody else holds it, or it has ended */
export async function assignCase(
  dependencies: CaseDependencies,
  input: OperationInput<typeof assignCaseRoute>,
): Promise<Case> {
  const { body, params, caller } = input;
  const { state } = await findCase(dependencies, params.case_id, caller.name);
  const roles = listRoles(await dependencies.readGroups(body.to, 0));
  const needed = state === 'waiting_for_second' ? CASE_SECONDS : CASE_DECIDERS;
  if (!needed.some((role) => roles.includes(role))) {
    throw new Problem(
      422,
      'not-a-reviewer',
      'This person cannot decide the case. Send the id of a person whom GET /v1/reviewers lists.',
    );
  }
  return changeCase(dependencies, input, 'assign', {
    ...{ to_person: body.to, note: body.note ?? null, can_take: caller.roles.has('approver') },
  });
}

/** @throws {Problem} when there is no such case */
export const noteCase = (dependencies: CaseDependencies, input: NotedStep): Promise<Case> =>
  changeCase(dependencies, input, 'note', { note: input.body.note });

/** @throws {Problem} when the person does not hold the case, or it has ended */
export const requestDocuments = (dependencies: CaseDependencies, input: NotedStep): Promise<Case> =>
  changeCase(dependencies, input, 'request_documents', { note: input.body.note });

/** @throws {Problem} when no decision waits, it is the person's own, or the case has ended */
export const confirmCase = (dependencies: CaseDependencies, input: Step): Promise<Case> =>
  changeCase(dependencies, input, 'confirm', { override_id: uuid(v7()), note: input.body.note ?? null });

/** @throws {Problem} when no decision waits, it is the person's own, or the case has ended */
export const returnCase = (dependencies: CaseDependencies, input: NotedStep): Promise<Case> =>
  changeCase(dependencies, input, 'return', { note: input.body.note });
