/**
 * Refusals of the functions of cases (sql/migrations/0113, 0114 and 0144): SQLSTATE, name and words of each. Open it
 * when a function refuses something new.
 */
import { createRefusals, type Refusal } from '../http/refusals.ts';

const REFUSALS = {
  'unknown-case': {
    ...{ sqlState: 'CS001', status: 404 },
    detail: 'There is no case with this id. GET /v1/cases lists the cases.',
  },
  'case-decided': {
    ...{ sqlState: 'CS002', status: 409 },
    detail: 'The case has been decided. Nothing was changed; read it again.',
  },
  'case-withdrawn': {
    ...{ sqlState: 'CS003', status: 409 },
    detail: 'The case was withdrawn: nobody has to decide it any more. Nothing was changed; read it again.',
  },
  'case-held': {
    ...{ sqlState: 'CS004', status: 409 },
    detail: 'Another person holds a case of this application. Nothing was changed; choose another case.',
  },
  'case-not-held': {
    ...{ sqlState: 'CS005', status: 409 },
    detail: 'You do not hold this case, or your claim is over. Nothing was changed; claim it and try again.',
  },
  'own-request': {
    ...{ sqlState: 'CS006', status: 403 },
    detail: 'The person requested a score of this application. Another person must decide.',
  },
  'own-decision': {
    ...{ sqlState: 'CS007', status: 403 },
    detail: 'You decided this case. Another person must confirm or return the decision.',
  },
  'waits-for-second': {
    ...{ sqlState: 'CS008', status: 409 },
    detail: 'A decision of this case waits for a second person, who confirms or returns it. Nothing was changed.',
  },
  'scored-again': {
    ...{ sqlState: 'CS009', status: 409 },
    detail: 'The application has been scored again since you read the case. Nothing was changed; read it again.',
  },
  'not-a-contest': {
    ...{ sqlState: 'CS010', status: 422 },
    detail: 'Only the decision of a contest is upheld. Approve or decline.',
  },
  'reason-code-missing': {
    ...{ sqlState: 'CS011', status: 422 },
    detail: 'A decision needs a reason code. GET /v1/reason-codes lists them.',
  },
  'nothing-to-confirm': {
    ...{ sqlState: 'CS012', status: 409 },
    detail: 'No decision of this case waits for a second person. Nothing was changed; read it again.',
  },
  'needs-second-person': {
    ...{ sqlState: 'CS013', status: 409 },
    detail:
      'Two people decide about an exposure of this size, and end what they decided. Override the decision with refer, which opens a case, and decide there.',
  },
} as const satisfies Record<string, Refusal>;

/** `createCaseRefusal` makes a problem by its name; `callCases` runs a statement that may refuse by a SQLSTATE. */
export const { create: createCaseRefusal, call: callCases } = createRefusals(REFUSALS);
