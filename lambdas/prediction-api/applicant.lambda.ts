/**
 * Handles the calls of the page for applicants, which need no sign-in. A separate Lambda, because everybody can call it: its
 * role reads no table, and it may write uploads and the words of a contest only.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { readContestSecret } from '../shared/contests/contest-secret.ts';
import { createAttachmentFiles } from './contests/attachment-files.ts';
import { readAttachmentLimits } from './contests/attachment-limits.ts';
import { attachToContest, openContest, submitContest } from './contests/contests.ts';
import { attachToContestRoute, openContestRoute, submitContestRoute } from './contract/routes/contests.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { bindOperation } from './http/operation.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function applicantHandler(readSecret = readContestSecret): ApiHandler {
  const dependencies = {
    ...{ database: getDatabase, objects: getObjectStore, files: createAttachmentFiles() },
    ...{ readSecret, limits: readAttachmentLimits },
  };
  return createApiHandler('prediction-api/applicant', [
    bindOperation(openContestRoute, (input) => openContest(dependencies, input)),
    bindOperation(attachToContestRoute, (input) => attachToContest(dependencies, input)),
    bindOperation(submitContestRoute, (input) => submitContest(dependencies, input)),
  ]);
}

export const handler = applicantHandler();
