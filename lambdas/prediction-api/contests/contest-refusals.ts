/**
 * Refusals of the functions of contests and attachments (sql/migrations/0117_contest_functions.sql,
 * 0118_attachment_functions.sql): SQLSTATE, name and words of each. Applicants read them.
 */
import { createRefusals, type Refusal } from '../http/refusals.ts';

const REFUSALS = {
  'contest-link-invalid': {
    ...{ sqlState: 'CT001', status: 404 },
    detail: 'This link opens nothing. Open the whole link of your notice, or ask the lender for a new notice.',
  },
  'contest-link-expired': {
    ...{ sqlState: 'CT002', status: 409 },
    detail: 'The link has expired. You can still contest the decision: write to the lender, as the notice says.',
  },
  'contest-submitted': {
    ...{ sqlState: 'CT003', status: 409 },
    detail: 'This was sent before, and was received. Nothing was changed.',
  },
  'too-many-attachments': {
    ...{ sqlState: 'CT004', status: 409 },
    detail: 'There are as many files as one case may have. Nothing was changed.',
  },
  'contest-moot': {
    ...{ sqlState: 'CT005', status: 409 },
    detail: 'The decision is stored no longer, so there is nothing to contest. Nothing was changed.',
  },
  'contest-answered': {
    ...{ sqlState: 'CT006', status: 409 },
    detail: 'The contest has been answered. Nothing was changed; write to the lender, as the notice says.',
  },
} as const satisfies Record<string, Refusal>;

/** `createContestRefusal` makes a problem by its name; `callContests` runs a statement that may refuse by a SQLSTATE. */
export const { create: createContestRefusal, call: callContests } = createRefusals(REFUSALS);
