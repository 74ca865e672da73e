/** Proposes, decides and reads requests in the database, as the role of governance. */
import { v7 } from 'uuid';
import { callGovernance } from '../../lambdas/prediction-api/governance/refusals.ts';
import { Problem } from '../../lambdas/prediction-api/http/problem.ts';
import { type Database, getDatabase, json, uuid } from '../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The database refused a proposal or a decision; nothing was changed. */
export class RequestRefused extends CommandError {}

/** No request, or more than one, has an id with this beginning. */
export class UnknownRequest extends CommandError {}

/** A row of governance.requests. */
export interface RequestRow {
  request_id: string;
  kind: 'policy' | 'model_promotion' | 'model_rollback' | 'gates' | 'role' | 'experiment';
  subject: string;
  content: Record<string, unknown>;
  state: 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'applied' | 'failed';
  is_emergency: boolean;
  needs_two: boolean;
  proposed_by: string;
  proposed_why: string;
  /** Times are texts of the database, UTC. */
  proposed_at: string;
  expires_at: string;
  decided_by: string | null;
  decided_why: string | null;
  decided_at: string | null;
  applied_at: string | null;
  failure: string | null;
  reviewed_by: string | null;
  reviewed_why: string | null;
  reviewed_at: string | null;
}

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
  const { content, ...values } = proposal;
  return callOnce(database, 'cli/requests/propose.sql', {
    ...{ ...values, content: json(content), request_id: uuid(v7()), lifetime_days: lifetimeDays },
  });
}

/** Rolls back on the word of one person. @throws {RequestRefused} when the database refuses it */
export async function startEmergency(database: Database, proposal: Proposal): Promise<RequestRow> {
  const { content, ...values } = proposal;
  return callOnce(database, 'cli/requests/start_emergency.sql', {
    ...{ ...values, content: json(content), request_id: uuid(v7()) },
  });
}

export type RequestStep = 'approve' | 'reject' | 'withdraw' | 'review';

/** @throws {RequestRefused} when the person may not do it, or the request is not in a state for it */
export async function takeRequestStep(
  database: Database,
  step: RequestStep,
  { request_id, by, why }: { request_id: string; by: string; why: string },
): Promise<RequestRow> {
  const values = { request_id: uuid(request_id), by, why };
  if (step === 'withdraw') return callOnce(database, 'cli/requests/withdraw.sql', values);
  if (step === 'review') return callOnce(database, 'cli/requests/review.sql', values);
  return callOnce(database, 'cli/requests/decide.sql', { ...values, decision: step });
}

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

async function callOnce(database: Database, file: string, values: Parameters<Database['query']>[1]) {
  try {
    const [row] = await callGovernance(() => database.query<RequestRow>(readSqlFile(file), values));
    if (!row) throw new UnknownRequest('there is no such request');
    return row;
  } catch (error) {
    if (error instanceof Problem) throw new RequestRefused(error.message, { cause: error });
    throw error;
  }
}
