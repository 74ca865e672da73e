/**
 * Refusals of the database's functions (sql/migrations/0079_requests.sql, 0081_policy_requests.sql): SQLSTATE, name and
 * words of each. Open it when a function refuses something new.
 */
import { createRefusals, type Refusal } from '../http/refusals.ts';

const REFUSALS = {
  'unknown-request': {
    ...{ sqlState: 'GV001', status: 404 },
    detail: 'There is no request with this id. GET /v1/requests lists the requests.',
  },
  'already-decided': {
    ...{ sqlState: 'GV002', status: 409 },
    detail: 'The request has already been decided, or reviewed. Nothing was changed; read it again.',
  },
  'request-expired': {
    ...{ sqlState: 'GV003', status: 409 },
    detail: 'The request has expired. Nothing was changed; propose the change again.',
  },
  'own-proposal': {
    ...{ sqlState: 'GV004', status: 403 },
    detail: 'You proposed this, wrote what is proposed, or it is about your own roles. Another person must decide.',
  },
  'not-own-proposal': {
    ...{ sqlState: 'GV005', status: 403 },
    detail: 'Only the person who proposed it can withdraw a request. Reject it instead.',
  },
  'request-open': {
    ...{ sqlState: 'GV006', status: 409 },
    detail: 'A request about the same subject is open. Wait for its decision, or let its proposer withdraw it.',
  },
  'request-not-approved': {
    ...{ sqlState: 'GV007', status: 409 },
    detail: 'The request is not approved, so it cannot be applied. Read it again.',
  },
  'not-reviewable': {
    ...{ sqlState: 'GV008', status: 409 },
    detail: 'Only an emergency rollback is reviewed. This request had its approval before.',
  },
  'unknown-policy': {
    ...{ sqlState: 'GV009', status: 404 },
    detail: 'There is no policy of this version. GET /v1/policies lists the versions.',
  },
  'policy-exists': {
    ...{ sqlState: 'GV010', status: 409 },
    detail: 'There is a policy of this version already. Choose another name.',
  },
  'stale-revision': {
    ...{ sqlState: 'GV011', status: 409 },
    detail:
      'Somebody has changed this draft since you read it. Nothing was changed; read it again and repeat your edit.',
  },
  'policy-immutable': {
    ...{ sqlState: 'GV012', status: 409 },
    detail: 'The policy was proposed, so it stays as it is. Make a new draft that is based on it.',
  },
  'not-simulated': {
    ...{ sqlState: 'GV013', status: 409 },
    detail: 'This document has not been simulated. Simulate the draft as it is now, then propose it.',
  },
  'assignment-waiting': {
    ...{ sqlState: 'GV014', status: 409 },
    detail: 'An approved change of the deciding policies waits for its time. Approve this one after it has begun.',
  },
  'concurrent-activation': {
    ...{ sqlState: 'GV015', status: 409 },
    detail:
      'Another change of the deciding policies was made at the same time. Nothing was changed; look at it and try again.',
  },
  'too-many-segments': {
    ...{ sqlState: 'GV017', status: 409 },
    detail: 'As many segments have a policy of their own as may have one. Propose a policy for one of them instead.',
  },
  'nothing-to-roll-back': {
    ...{ sqlState: 'GV016', status: 409 },
    detail: 'No other policy decided before the present one, so there is nothing to go back to.',
  },
  'unknown-model': {
    ...{ sqlState: 'GV020', status: 404 },
    detail: 'There is no model of this version. GET /v1/models lists the models.',
  },
  'already-champion': {
    ...{ sqlState: 'GV021', status: 409 },
    detail: 'This model is the champion already.',
  },
  'gates-not-passed': {
    ...{ sqlState: 'GV022', status: 409 },
    detail: 'A gate rejected this model, or none has judged it. Whoever proposes it nevertheless states despite_gates.',
  },
  'never-champion': {
    ...{ sqlState: 'GV023', status: 409 },
    detail: 'This model never was the champion, so nothing rolls back to it. Propose its promotion instead.',
  },
  'champion-changed': {
    ...{ sqlState: 'GV025', status: 409 },
    detail: 'The champion is another one than when this was written. Nothing was changed; propose it again.',
  },
  'gates-changed': {
    ...{ sqlState: 'GV026', status: 409 },
    detail: 'The gates have another version than the one that this builds on. Read them again and repeat the change.',
  },
  'gates-invalid': {
    ...{ sqlState: 'GV027', status: 422 },
    detail: 'The proposed gates are not a document of gates. GET /v1/gates shows one.',
  },
  'gates-unchanged': {
    ...{ sqlState: 'GV028', status: 409 },
    detail: 'These gates are in force already.',
  },
  'invalid-roles': {
    ...{ sqlState: 'GV032', status: 422 },
    detail: 'One of the proposed roles does not exist. GET /v1/people lists people with their roles.',
  },
  'roles-unchanged': {
    ...{ sqlState: 'GV033', status: 409 },
    detail: 'The person has exactly these roles already. Nothing was changed.',
  },
  'no-role-approvers': {
    ...{ sqlState: 'GV034', status: 409 },
    detail:
      'Nobody could propose and approve roles afterwards. There must be an administrator and another person who is administrator or approver.',
  },
  'experiment-exists': {
    ...{ sqlState: 'GV041', status: 409 },
    detail: 'There is an experiment of this name already. Choose another name.',
  },
  'experiment-period-over': {
    ...{ sqlState: 'GV042', status: 409 },
    detail: 'The period of the experiment is over. Propose it again with a later end.',
  },
  'policy-change-in-period': {
    ...{ sqlState: 'GV043', status: 409 },
    detail:
      'An approved change of the deciding policies begins in the period of the experiment. Propose another period.',
  },
  'model-not-challenger': {
    ...{ sqlState: 'GV044', status: 409 },
    detail: 'The model of an arm is not the challenger, or there is no champion. Propose the experiment again.',
  },
  'experiment-overlaps': {
    ...{ sqlState: 'GV045', status: 409 },
    detail: 'Another experiment runs in the period, and one runs at a time. Approve this one when the other is over.',
  },
  'unknown-experiment': {
    ...{ sqlState: 'GV046', status: 404 },
    detail: 'There is no experiment of this name. GET /v1/experiments lists the experiments.',
  },
  'experiment-over': {
    ...{ sqlState: 'GV047', status: 409 },
    detail: 'The experiment has ended or was stopped before. Nothing was changed; read it again.',
  },
  'arm-not-stoppable': {
    ...{ sqlState: 'GV048', status: 422 },
    detail: 'The experiment has no such arm, or it is the control arm. Stop the whole experiment instead.',
  },
  'shares-wrong': {
    ...{ sqlState: 'GV049', status: 422 },
    detail: 'The shares of the arms do not add up to 1. Nothing was changed; correct them and propose again.',
  },
  'unknown-webhook': {
    ...{ sqlState: 'EV001', status: 404 },
    detail: 'There is no webhook with this id. GET /v1/webhooks lists them.',
  },
  'too-many-webhooks': {
    ...{ sqlState: 'EV002', status: 409 },
    detail: 'There are 20 enabled webhooks, as many as may be. Disable one that nobody needs.',
  },
  'bus-unchangeable': {
    ...{ sqlState: 'EV003', status: 409 },
    detail: 'The event bus belongs to the environment and receives every event. Subscribe to it by rules.',
  },
  'webhook-disabled': {
    ...{ sqlState: 'EV004', status: 409 },
    detail: 'The webhook is disabled, so nothing is sent to it. Enable it first.',
  },
  'unknown-event': {
    ...{ sqlState: 'EV005', status: 404 },
    detail: 'There is no such event, or it was deleted with its age. GET /v1/events lists the events.',
  },
  'webhooks-used-up': {
    ...{ sqlState: 'EV006', status: 409 },
    detail: 'There are 200 webhooks with the disabled ones, as many as may be. Change a disabled one instead.',
  },
  'nothing-to-resend': {
    ...{ sqlState: 'EV007', status: 409 },
    detail: 'Nothing can be sent again: it waits already, was never given up, or its receiver is disabled.',
  },
} as const satisfies Record<string, Refusal>;

/** `createRefusal` makes a problem by its name; `callGovernance` runs a statement that may refuse by a SQLSTATE. */
export const { create: createRefusal, call: callGovernance } = createRefusals(REFUSALS);
