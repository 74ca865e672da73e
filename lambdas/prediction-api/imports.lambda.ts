/**
 * Handles the calls about imports. A separate Lambda, because only this one may sign URLs for raw files and ask for the
 * work on them.
 */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import {
  answerImportRoute,
  cancelImportRoute,
  checkImportRoute,
  completeImportRoute,
  createImportRoute,
  deliverImportRoute,
  importRoute,
  importsRoute,
} from './contract/routes/imports.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { createImportFiles } from './imports/import-files.ts';
import { createWorkerCall } from './imports/import-worker.ts';
import {
  answerImport,
  cancelImport,
  checkImport,
  completeImport,
  createImport,
  deliverImport,
  listImports,
  readImport,
} from './imports/imports.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function importsHandler(
  readGroups: ReadGroups = createGroupReader(),
  askForWork = createWorkerCall(new LambdaClient({})),
): ApiHandler {
  const dependencies = { database: getDatabase, objects: getObjectStore, files: createImportFiles(), askForWork };
  return createApiHandler(
    'prediction-api/imports',
    [
      bindOperation(createImportRoute, (input) => createImport(dependencies, input)),
      bindOperation(importsRoute, (input) => listImports(dependencies, input)),
      bindOperation(importRoute, (input) => readImport(dependencies, input)),
      bindOperation(completeImportRoute, (input) => completeImport(dependencies, input)),
      bindOperation(answerImportRoute, (input) => answerImport(dependencies, input)),
      bindOperation(checkImportRoute, (input) => checkImport(dependencies, input)),
      bindOperation(deliverImportRoute, (input) => deliverImport(dependencies, input)),
      bindOperation(cancelImportRoute, (input) => cancelImport(dependencies, input)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = importsHandler();
