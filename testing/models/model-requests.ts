/** Requests of promotions and rollbacks, proposed by one person and approved by another, for tests that apply them. */
import { v7 } from 'uuid';
import { type Database, json, uuid } from '../../lambdas/shared/aws/database.ts';
import { type ModelChange, prepareModelChange } from '../../lambdas/shared/governance/model-change.ts';

export const PROPOSER = 'ann';
export const APPROVER = 'ben';

/** Proposes a change; returns the id of the request. @param governance the database as risk_governance */
export async function proposeModelChange(governance: Database, change: ModelChange, why: string): Promise<string> {
  const { subject, content } = await prepareModelChange(governance, change);
  const request_id = v7();
  await governance.query(
    'select request_id from governance.propose(:request_id, :kind, :subject, cast(:content as jsonb), :why, :proposer, 14)',
    { request_id: uuid(request_id), kind: change.kind, subject, content: json(content), why, proposer: PROPOSER },
  );
  return request_id;
}

/** Proposes a change and approves it; returns the id of the request. */
export async function approveModelChange(
  governance: Database,
  change: ModelChange,
  why = 'it is better',
): Promise<string> {
  const request_id = await proposeModelChange(governance, change, why);
  await governance.query("select state from governance.decide(:request_id, 'approve', :approver, 'agreed')", {
    ...{ request_id: uuid(request_id), approver: APPROVER },
  });
  return request_id;
}
