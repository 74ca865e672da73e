/** Requests that change the champion: what is proposed, and the workflow that makes an approved change. */
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { requireEnv } from '../../../shared/env.ts';
import { NothingToRollBackTo, prepareModelChange } from '../../../shared/governance/model-change.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { createRefusal } from '../refusals.ts';
import type { Proposal, RequestKindRules } from './request-kind-rules.ts';
import type { StoredRequest } from './requests.ts';

export const modelPromotionRules: RequestKindRules = {
  prepare: async ({ database }, { subject: version, content }) => {
    const despite_gates = readDespiteGates(content);
    return toProposal(await prepareModelChange(database(), { kind: 'model_promotion', version, despite_gates }));
  },
  checkApproval: refuseOvertaken,
  start: startLifecycleWorkflow,
};

export const modelRollbackRules: RequestKindRules = {
  prepare: async ({ database }, { subject: version }) =>
    toProposal(await prepareModelChange(database(), { kind: 'model_rollback', version })),
  checkApproval: refuseOvertaken,
  start: startLifecycleWorkflow,
};

/**
 * The emergency rollback to the champion before the present one.
 * @param seen champion that the person has seen; undefined for whichever it is
 * @throws {Problem} when no champion came before, or another one decides than the person has seen (409)
 */
export async function prepareEmergencyRollback(
  { database }: GovernanceDependencies,
  seen: string | undefined,
): Promise<{ version: string; replaces: string | null }> {
  try {
    const { content } = await prepareModelChange(database(), { kind: 'model_rollback', version: null });
    if (seen !== undefined && seen !== content.replaces) throw createRefusal('champion-changed');
    return content;
  } catch (error) {
    if (error instanceof NothingToRollBackTo) throw createRefusal('nothing-to-roll-back', { cause: error });
    throw error;
  }
}

/**
 * Refuses the approval of a change of another champion than the present one; the worker checks it again.
 * @throws {Problem} when another model has become champion since the proposal (409)
 */
async function refuseOvertaken(
  { database }: GovernanceDependencies,
  { subject: version, content }: Pick<StoredRequest, 'subject' | 'content'>,
): Promise<void> {
  const { content: present } = await prepareModelChange(database(), { kind: 'model_rollback', version });
  if (present.replaces !== content.replaces) throw createRefusal('champion-changed');
}

/** Starts the workflow once for each request: its id is the execution's name. */
async function startLifecycleWorkflow(
  _: GovernanceDependencies,
  { request_id }: Pick<StoredRequest, 'request_id'>,
): Promise<void> {
  const stateMachineArn = requireEnv('MODEL_LIFECYCLE_ARN');
  const input = JSON.stringify({ action: 'apply', request_id });
  try {
    await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn, name: request_id, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

const toProposal = ({ subject, content }: { subject: string; content: object }) => ({
  subject,
  content: { ...content },
});

function readDespiteGates({ despite_gates = false }: Proposal['content']): boolean {
  if (typeof despite_gates === 'boolean') return despite_gates;
  throw new Problem(422, 'invalid-body', 'The field content is not valid. The field errors says why.', [
    { path: 'content.despite_gates', message: 'Must be true or false' },
  ]);
}
