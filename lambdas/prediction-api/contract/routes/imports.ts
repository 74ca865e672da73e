/** Routes of imports: a person uploads a lender's own files, corrects the proposal, checks and delivers. */
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  CreateImportRequest,
  Import,
  ImportAnswers,
  ImportList,
  ImportPath,
  ImportsQuery,
} from '../schemas/imports.ts';
import { IdempotencyHeaders } from '../schemas/predictions.ts';

/** A few hundred columns, each with its recoded texts. */
const MAX_ANSWERS_BYTES = 1024 ** 2;

const importers = { handler: 'imports', scope: 'risk/import', roles: ['analyst'] } as const;
const step = { ...importers, method: 'POST', params: ImportPath, response: Import } as const;
const stepProblems = [...SECURED_STATUSES, 400, 404, 409] as const;

export const createImportRoute = defineRoute({
  ...importers,
  operationId: 'createImport',
  method: 'POST',
  path: '/v1/imports',
  summary: 'Create an import',
  description:
    'Returns the URLs to upload the files to, in parts. A person may have some imports that have not ended, and some bytes a day.',
  body: CreateImportRequest,
  headers: IdempotencyHeaders,
  response: Import,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});

export const importsRoute = defineRoute({
  ...importers,
  operationId: 'listImports',
  method: 'GET',
  path: '/v1/imports',
  summary: 'List your imports',
  description: 'The newest first; those of others are not in it.',
  query: ImportsQuery,
  response: ImportList,
  problems: [...SECURED_STATUSES, 400],
});

export const importRoute = defineRoute({
  ...importers,
  operationId: 'getImport',
  method: 'GET',
  path: '/v1/imports/{import_id}',
  summary: 'Read an import',
  description:
    'State, progress, the parts that are not uploaded, the proposal, the result of the check, and the report. Only the person who created it may read it.',
  params: ImportPath,
  response: Import,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const completeImportRoute = defineRoute({
  ...step,
  operationId: 'completeImport',
  path: '/v1/imports/{import_id}/complete',
  summary: 'End the upload',
  description: 'Puts the parts together and reads the files. Repeated, it has no effect.',
  problems: [...stepProblems, 422],
});

export const answerImportRoute = defineRoute({
  ...step,
  operationId: 'answerImport',
  path: '/v1/imports/{import_id}/answers',
  summary: 'Answer and correct',
  description: 'Replaces what the person has said, and makes the proposal again.',
  body: ImportAnswers,
  maxBodyBytes: MAX_ANSWERS_BYTES,
  problems: [...stepProblems, 413, 422],
});

export const checkImportRoute = defineRoute({
  ...step,
  operationId: 'checkImport',
  path: '/v1/imports/{import_id}/check',
  summary: 'Check an import',
  description: 'Converts the files without writing anything, and lists the rows that would be refused and why.',
  problems: stepProblems,
});

export const deliverImportRoute = defineRoute({
  ...step,
  operationId: 'deliverImport',
  path: '/v1/imports/{import_id}/deliver',
  summary: 'Deliver an import',
  description:
    'Writes the deliveries and the mapping, starts the daily workflow, and deletes the files. Possible after a check. Repeated, it has no effect.',
  problems: stepProblems,
});

export const cancelImportRoute = defineRoute({
  ...step,
  operationId: 'cancelImport',
  path: '/v1/imports/{import_id}/cancel',
  summary: 'Cancel an import',
  description: 'Ends it and deletes its files. Not possible during the delivery. Repeated, it has no effect.',
  problems: stepProblems,
});
