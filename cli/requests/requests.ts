/** Proposes, decides and reads requests in the database, as the role of governance. */
import { v7 } from 'uuid';
import { callGovernance } from '../../lambdas/prediction-api/governance/refusals.ts';
import { KIND_RULES } from '../../lambdas/prediction-api/governance/requests/request-kinds.ts';
import type { StoredRequest } from '../../lambdas/prediction-api/governance/requests/requests.ts';
import { Problem } from '../../lambdas/prediction-api/http/problem.ts';
import { type Database, getDatabase, json, type SqlParameters, uuid } from '../../lambdas/shared/aws/database.ts';
import type { PreparedModelChange } from '../../lambdas/shared/governance/model-change.ts';
import { openUserPool } from '../../lambdas/shared/people/user-pool.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The database refused a proposal or a decision; nothing was changed. */
export class RequestRefused extends CommandError {}

/** No request, or more than one, has an id with this beginning. */
export class UnknownRequest extends CommandError {}

export type RequestRow = StoredRequest;

/** Call it after the environment's variables are set, because the clients read them. */
export const openRequests = (): Database => getDatabase('risk_governance');

export interface Proposal {
  kind: RequestRow['kind'];
  subject: string;
  content: object;
  why: string;
  by: string;
}

/** @throws {RequestRefused} when the database refuses the proposal */
export async function proposeRequest(
  database: Database,
  proposal: Proposal,
  lifetimeDays: number,
): Promise<RequestRow> {
  const { content, by: by_person, ...values } = proposal;
  return change(database, 'api/requests/propose.sql', v7(), {
    ...{ ...values, by_person, content: json(content), lifetime_days: lifetimeDays, written_by: json([]) },
  });
}

/** Rolls the champion back on the word of one person. @throws {RequestRefused} when the database refuses it */
export async function startModelEmergency(
  database: Database,
  { content, why, by: by_person }: Pick<Proposal, 'why' | 'by'> & { content: PreparedModelChange['content'] },
): Promise<RequestRow> {
  const { version, replaces } = content;
  return change(database, 'api/governance/roll_model_back.sql', v7(), { version, replaces, why, by_person });
}

export type RequestStep = 'approve' | 'reject' | 'withdraw' | 'review';

/** @throws {RequestRefused} when the person may not do it, or the request is not in a state for it */
export async function takeRequestStep(
  database: Database,
  step: RequestStep,
  { request, by, why }: { request: RequestRow; by: string; why: string },
): Promise<RequestRow> {
  const { request_id, kind } = request;
  const values = { by_person: by, why };
  if (step === 'withdraw') return change(database, 'api/requests/withdraw.sql', request_id, values);
  if (step === 'review') return change(database, 'api/requests/review.sql', request_id, values);
  if (step === 'approve') {
    const dependencies = { ...NO_SERVICES, database: () => database };
    await refuse(async () => KIND_RULES[kind]?.checkApproval?.(dependencies, request));
  }
  return change(database, 'api/requests/decide.sql', request_id, { ...values, decision: step });
}

/** What checks of approvals ask nothing of. */
const NO_SERVICES = {
  readName: async () => null,
  readEmail: async () => null,
  pool: openUserPool,
  applyRoles: async () => {},
};

/** Requests of which somebody has to do something, or all; newest first, 100 at most. */
export function listRequests(database: Database, isAll: boolean): Promise<RequestRow[]> {
  return database.query<RequestRow>(readSqlFile('cli/requests/list_requests.sql'), { is_all: isAll, beginning: null });
}

/** @throws {UnknownRequest} when no request, or more than one, has an id with this beginning */
export async function findRequest(database: Database, beginning: string): Promise<RequestRow> {
  const values = { is_all: true, beginning: beginning.toLowerCase() };
  const [request, other] = await database.query<RequestRow>(readSqlFile('cli/requests/list_requests.sql'), values);
  if (request && !other) return request;
  const problem = request ? `more than one request begins with ${beginning}` : `there is no request ${beginning}`;
  throw new UnknownRequest(`${problem}: npm run requests -- list --all lists them`);
}

async function change(database: Database, file: string, id: string, values: SqlParameters): Promise<RequestRow> {
  await refuse(() => callGovernance(() => database.query(readSqlFile(file), { ...values, request_id: uuid(id) })));
  return findRequest(database, id);
}

/** A refusal of the API is one line at the command line. */
async function refuse(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = error.errors.map(({ path, message }) => `${path}: ${message}`);
    throw new RequestRefused([error.message, ...faults].join('; '), { cause: error });
  }
}
