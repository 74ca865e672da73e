/** Enters, handles and ends requests of data subjects from the command line, as the role of the API. */
import { SFNClient } from '@aws-sdk/client-sfn';
import type { PrivacyRequest } from '../../lambdas/prediction-api/contract/schemas/privacy.ts';
import { Problem } from '../../lambdas/prediction-api/http/problem.ts';
import {
  createPrivacyRequest,
  endPrivacyRequest,
  extendPrivacyRequest,
  listPrivacyRequests,
  type PrivacyDependencies,
  readPrivacyRequest,
  startPrivacyRequest,
} from '../../lambdas/prediction-api/privacy/requests.ts';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { CommandError } from '../terminal/command-error.ts';
import { followSteps } from '../workflows/follow-steps.ts';
import { runWorkflow } from '../workflows/run-workflow.ts';

/** The request does not exist, is in another state, or one of its kind is unfinished. */
export class PrivacyRequestRefused extends CommandError {}

/** The client that acts from the command line. */
const CLIENT_ID = 'command-line';
const WORKFLOW = 'privacy-request';
const LISTED_REQUESTS = 100;

/** What the person asked for, as POST /v1/privacy-requests takes it. */
type NewRequest = Parameters<typeof createPrivacyRequest>[1]['body'];

/** An operator has the rights of a privacy officer: the secret of risk_privacy_api is theirs to read. */
export const toInput = (by: string) => ({
  caller: {
    ...{ clientId: CLIENT_ID, name: by, isPerson: true, scopes: new Set<string>() },
    roles: new Set(['privacy-officer'] as const),
  },
  ...{ params: {}, query: {}, headers: {}, body: undefined },
});

export const openRequests = (
  startWorkflow: PrivacyDependencies['startWorkflow'] = async () => {},
): PrivacyDependencies => ({
  database: () => getDatabase('risk_privacy_api'),
  readName: async () => null,
  startWorkflow,
});

/** Lists the newest requests; unfinished ones only, unless all are asked for. */
export async function listRequests(by: string, all: boolean): Promise<PrivacyRequest[]> {
  const { requests } = await listPrivacyRequests(openRequests(), { ...toInput(by), query: { limit: LISTED_REQUESTS } });
  return all ? requests : requests.filter(({ state }) => state !== 'completed' && state !== 'refused');
}

export const readRequest = (by: string, request_id: string): Promise<PrivacyRequest> =>
  refuseInWords(() => readPrivacyRequest(openRequests(), { ...toInput(by), params: { request_id } }));

/**
 * Enters a request and handles it to its end.
 * @throws {PrivacyRequestRefused} when the person has an unfinished one of this kind
 * @throws {WorkflowFailed} when handling fails; the request can be started again
 */
export async function handleNewRequest(
  operator: OperatorEnvironment,
  by: string,
  body: NewRequest,
): Promise<PrivacyRequest> {
  const { request_id } = await refuseInWords(() => createPrivacyRequest(openRequests(), { ...toInput(by), body }));
  return handleRequest(operator, by, request_id);
}

/** Handles a request that waits. @throws as `handleNewRequest` */
export async function handleRequest(
  { parameter, progress }: OperatorEnvironment,
  by: string,
  request_id: string,
): Promise<PrivacyRequest> {
  const following = followSteps(WORKFLOW, progress);
  let execution: Promise<unknown> | undefined;
  const startWorkflow = async (id: string) => {
    const arn = parameter(`workflow/${WORKFLOW}-arn`);
    execution = runWorkflow(new SFNClient({}), arn, { request_id: id }, following.show);
  };
  const input = { ...toInput(by), params: { request_id } };
  await refuseInWords(() => startPrivacyRequest(openRequests(startWorkflow), input));
  await execution;
  following.end();
  return readRequest(by, request_id);
}

/** Extends, refuses or completes a request by hand. @throws {PrivacyRequestRefused} when that is not possible */
export function changeRequest(
  by: string,
  request_id: string,
  change: { step: 'extend'; due_at: string; why: string } | { step: 'refused' | 'completed'; why: string },
): Promise<PrivacyRequest> {
  const { why } = change;
  const input = { ...toInput(by), params: { request_id } };
  return refuseInWords(() =>
    change.step === 'extend'
      ? extendPrivacyRequest(openRequests(), { ...input, body: { due_at: change.due_at, why } })
      : endPrivacyRequest(openRequests(), change.step, { ...input, body: { why } }),
  );
}

/** @throws {PrivacyRequestRefused} when the API refuses it, in its words */
export async function refuseInWords<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new PrivacyRequestRefused(error.message, { cause: error });
  }
}
