/** Routes of contests: calls of the page for applicants. None needs a sign-in; each needs the token of a link. */
import { defineRoute } from '../route.ts';
import { AttachmentUpload } from '../schemas/attachments.ts';
import { AttachToContestRequest, ContestView, OpenContestRequest, SubmitContestRequest } from '../schemas/contests.ts';

const call = { handler: 'applicant', method: 'POST', scope: null, roles: null } as const;
const PROBLEMS = [400, 404, 409, 413, 422, 429, 503] as const;
const TOKEN =
  'The token is in the body, because addresses are logged. A token that is altered, made up or of another link is answered like one that does not exist.';

export const openContestRoute = defineRoute({
  ...call,
  operationId: 'openContest',
  path: '/v1/contests/open',
  summary: 'Open a contest',
  description: `What the applicant is shown: date, decision and reasons of the notice, and how far the contest is. ${TOKEN}`,
  body: OpenContestRequest,
  response: ContestView,
  problems: PROBLEMS,
});

export const attachToContestRoute = defineRoute({
  ...call,
  operationId: 'attachToContest',
  path: '/v1/contests/attachments',
  summary: 'Attach a file to a contest',
  description: `Announces a file of the applicant, until the contest is answered. ${TOKEN}`,
  body: AttachToContestRequest,
  response: AttachmentUpload,
  problems: PROBLEMS,
});

export const submitContestRoute = defineRoute({
  ...call,
  operationId: 'submitContest',
  path: '/v1/contests/submit',
  summary: 'Submit a contest',
  description: `Opens a case for a person, once. Nothing else changes: the decision holds until the person has decided. ${TOKEN}`,
  body: SubmitContestRequest,
  response: ContestView,
  problems: PROBLEMS,
});
