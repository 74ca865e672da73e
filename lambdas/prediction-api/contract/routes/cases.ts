/** Routes of cases: the queue, one case, and what people do with it. */
import { CASE_DECIDERS, CASE_READERS, CASE_SECONDS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  AssignCaseRequest,
  Case,
  CaseFigures,
  CaseFiguresQuery,
  CaseList,
  CaseNoteRequest,
  CasePath,
  CaseStepRequest,
  CasesQuery,
  ClaimNextAnswer,
  ClaimNextRequest,
  DecideCaseRequest,
  ReasonCodes,
  Reviewers,
} from '../schemas/cases.ts';

const read = { handler: 'cases', method: 'GET', scope: 'risk/review', roles: CASE_READERS } as const;
const CHANGE_STATUSES = [...SECURED_STATUSES, 400, 404, 409, 413, 422] as const;
const change = { handler: 'cases', method: 'POST', scope: 'risk/review', params: CasePath, response: Case } as const;
const step = { ...change, problems: CHANGE_STATUSES } as const;

export const casesRoute = defineRoute({
  ...read,
  operationId: 'listCases',
  path: '/v1/cases',
  summary: 'List cases',
  description:
    'Cases in pages, those that are due first. Without a state those that are neither decided nor withdrawn.',
  query: CasesQuery,
  response: CaseList,
  problems: [...SECURED_STATUSES, 400],
});

export const caseRoute = defineRoute({
  ...read,
  operationId: 'getCase',
  path: '/v1/cases/{case_id}',
  summary: 'Read a case',
  description:
    'A case with its history, its files, applications like it and their outcomes, and other cases of the customer. Its field can says what you may do.',
  params: CasePath,
  response: Case,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const claimNextRoute = defineRoute({
  handler: 'cases',
  method: 'POST',
  scope: 'risk/review',
  roles: CASE_SECONDS,
  operationId: 'claimNextCase',
  path: '/v1/cases/claim-next',
  summary: 'Claim the next case',
  description: 'Gives you the free case that is due first. People who ask at the same time get different cases.',
  body: ClaimNextRequest,
  response: ClaimNextAnswer,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});

export const claimCaseRoute = defineRoute({
  ...step,
  roles: CASE_SECONDS,
  operationId: 'claimCase',
  path: '/v1/cases/{case_id}/claim',
  summary: 'Claim a case',
  description:
    'You hold the case alone for some hours; claim it again to hold it longer. Afterwards it is free, whatever became of you.',
  body: CaseStepRequest,
});

export const releaseCaseRoute = defineRoute({
  ...step,
  roles: CASE_SECONDS,
  operationId: 'releaseCase',
  path: '/v1/cases/{case_id}/release',
  summary: 'Release a case',
  description: 'Gives a case that you hold back to the queue.',
  body: CaseStepRequest,
});

export const assignCaseRoute = defineRoute({
  ...step,
  roles: CASE_SECONDS,
  operationId: 'assignCase',
  path: '/v1/cases/{case_id}/assign',
  summary: 'Assign a case',
  description:
    'Gives a case to another person: a free one or one that you hold; an approver also one that somebody else holds.',
  body: AssignCaseRequest,
});

export const decideCaseRoute = defineRoute({
  ...step,
  roles: CASE_DECIDERS,
  operationId: 'decideCase',
  path: '/v1/cases/{case_id}/decide',
  summary: 'Decide a case',
  description:
    'Stores your decision of a case that you hold, with reason codes, as the override of its application. From a configured exposure on it waits for a second person. Nobody decides about a prediction of their own request.',
  body: DecideCaseRequest,
});

export const confirmCaseRoute = defineRoute({
  ...step,
  roles: CASE_SECONDS,
  operationId: 'confirmCase',
  path: '/v1/cases/{case_id}/confirm',
  summary: 'Confirm a decision',
  description: 'Makes the decision of another person hold.',
  body: CaseStepRequest,
});

export const returnCaseRoute = defineRoute({
  ...step,
  roles: CASE_SECONDS,
  operationId: 'returnCase',
  path: '/v1/cases/{case_id}/return',
  summary: 'Return a decision',
  description: 'Sends the decision of another person back, with why: the case is open again.',
  body: CaseNoteRequest,
});

export const requestDocumentsRoute = defineRoute({
  ...step,
  roles: CASE_DECIDERS,
  operationId: 'requestCaseDocuments',
  path: '/v1/cases/{case_id}/request-documents',
  summary: 'Ask for documents',
  description: 'Stores what the applicant is asked for. The case waits for documents and stays due.',
  body: CaseNoteRequest,
});

export const noteCaseRoute = defineRoute({
  ...step,
  roles: CASE_SECONDS,
  operationId: 'noteCase',
  path: '/v1/cases/{case_id}/notes',
  summary: 'Write a note',
  description: 'Adds a note to the history of a case, whoever holds it.',
  body: CaseNoteRequest,
});

export const caseFiguresRoute = defineRoute({
  ...read,
  operationId: 'getCaseFigures',
  path: '/v1/case-figures',
  summary: 'Read figures of cases',
  description:
    'Time to decision, overturned decisions, and agreement of people and model, of the cases decided in a period: together, by reviewer, kind and reason.',
  query: CaseFiguresQuery,
  response: CaseFigures,
  problems: [...SECURED_STATUSES, 400],
});

export const reasonCodesRoute = defineRoute({
  ...read,
  operationId: 'listReasonCodes',
  path: '/v1/reason-codes',
  summary: 'List reason codes',
  description: 'The reasons that cases are decided with, and the decisions and kinds that each fits.',
  response: ReasonCodes,
  problems: SECURED_STATUSES,
});

export const reviewersRoute = defineRoute({
  ...read,
  operationId: 'listReviewers',
  path: '/v1/reviewers',
  summary: 'List reviewers',
  description: 'The people to whom a case can be assigned.',
  response: Reviewers,
  problems: SECURED_STATUSES,
});
