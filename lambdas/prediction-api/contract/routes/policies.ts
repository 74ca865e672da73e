/** Routes of policies: read, draft, check and propose them, and see which of them decide. */
import { PORTFOLIO_READERS, REQUEST_KINDS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  AssignmentList,
  CreatePolicyRequest,
  EditPolicyRequest,
  Policy,
  PolicyCheck,
  PolicyList,
  PolicyPath,
  PolicySpreadsheet,
  ProposePolicyRequest,
  ReadSpreadsheetRequest,
  SpreadsheetDocument,
} from '../schemas/policies.ts';
import { Request } from '../schemas/requests.ts';

/** A policy of a few hundred rules with its golden cases. */
const MAX_DOCUMENT_BYTES = 512 * 1024;
/** A workbook of at most 512 KiB in base64. */
const MAX_SPREADSHEET_BODY_BYTES = 704 * 1024;

const read = { handler: 'governance', method: 'GET', scope: 'risk/read', roles: PORTFOLIO_READERS } as const;
const { proposers } = REQUEST_KINDS.policy;
const change = { handler: 'governance', method: 'POST', scope: 'risk/govern', roles: proposers } as const;
const CHANGE_STATUSES = [...SECURED_STATUSES, 400, 404, 409, 413, 422] as const;

export const policiesRoute = defineRoute({
  ...read,
  operationId: 'listPolicies',
  path: '/v1/policies',
  summary: 'List policies',
  description: 'All versions, the newest first, with their states and what each decides now.',
  response: PolicyList,
  problems: SECURED_STATUSES,
});

export const policyRoute = defineRoute({
  ...read,
  operationId: 'getPolicy',
  path: '/v1/policies/{version}',
  summary: 'Read a policy',
  description: 'A version with its document.',
  params: PolicyPath,
  response: Policy,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const createPolicyRoute = defineRoute({
  ...change,
  operationId: 'createPolicy',
  path: '/v1/policies',
  summary: 'Create a draft of a policy',
  description: 'A new version with a document of its own, or with that of another version.',
  body: CreatePolicyRequest,
  maxBodyBytes: MAX_DOCUMENT_BYTES,
  response: Policy,
  problems: CHANGE_STATUSES,
});

export const editPolicyRoute = defineRoute({
  ...change,
  operationId: 'editPolicy',
  path: '/v1/policies/{version}',
  summary: 'Edit a draft of a policy',
  description:
    'Replaces the document of a draft. The revision says which one was edited: where another person was faster, nothing is changed.',
  params: PolicyPath,
  body: EditPolicyRequest,
  maxBodyBytes: MAX_DOCUMENT_BYTES,
  response: Policy,
  problems: CHANGE_STATUSES,
});

export const checkPolicyRoute = defineRoute({
  ...change,
  operationId: 'checkPolicy',
  path: '/v1/policies/{version}/check',
  summary: 'Check a policy',
  description: 'What is wrong with the document, by path, and what its golden cases decide. Changes nothing.',
  params: PolicyPath,
  response: PolicyCheck,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const policySpreadsheetRoute = defineRoute({
  ...read,
  operationId: 'getPolicySpreadsheet',
  path: '/v1/policies/{version}/spreadsheet',
  summary: 'Read a policy as a spreadsheet',
  description: 'The version as a workbook (xlsx), which can be changed and read back by POST /v1/policy-spreadsheets.',
  params: PolicyPath,
  response: PolicySpreadsheet,
  problems: [...SECURED_STATUSES, 400, 404, 422],
});

export const readSpreadsheetRoute = defineRoute({
  ...change,
  operationId: 'readPolicySpreadsheet',
  path: '/v1/policy-spreadsheets',
  summary: 'Read the policy of a spreadsheet',
  description:
    'The document that a workbook states. Changes nothing: the document is stored as a draft by another call.',
  body: ReadSpreadsheetRequest,
  maxBodyBytes: MAX_SPREADSHEET_BODY_BYTES,
  response: SpreadsheetDocument,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});

export const proposePolicyRoute = defineRoute({
  ...change,
  operationId: 'proposePolicy',
  path: '/v1/policies/{version}/propose',
  summary: 'Propose a policy',
  description:
    'Proposes that the version decides, by default or for a segment, from a time on. It must be free of problems, its golden cases must hold, and its document must have been simulated.',
  params: PolicyPath,
  body: ProposePolicyRequest,
  response: Request,
  problems: CHANGE_STATUSES,
});

export const assignmentsRoute = defineRoute({
  ...read,
  operationId: 'listAssignments',
  path: '/v1/assignments',
  summary: 'List which policies decided when',
  description: 'Every change of the versions that decide, the newest first; one may wait for its time.',
  response: AssignmentList,
  problems: SECURED_STATUSES,
});
