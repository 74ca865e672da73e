/**
 * Handles the calls about cases. A separate Lambda, because only this one logs in as the role that may change cases.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createNameReader, type ReadName } from '../shared/aws/person-names.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { createIssueServices } from '../shared/notices/issue-services.ts';
import { openUserPool, type UserPool } from '../shared/people/user-pool.ts';
import { attachToCase, readAttachment } from './cases/case-attachments.ts';
import { readCaseFigures } from './cases/case-figures.ts';
import {
  assignCase,
  claimCase,
  claimNextCase,
  confirmCase,
  noteCase,
  releaseCase,
  requestDocuments,
  returnCase,
} from './cases/change-case.ts';
import { decideCase } from './cases/decide-case.ts';
import { listCases } from './cases/list-cases.ts';
import { listReasonCodes, listReviewers } from './cases/list-reviewers.ts';
import { readCase } from './cases/read-case.ts';
import { createAttachmentFiles } from './contests/attachment-files.ts';
import { attachmentRoute, attachToCaseRoute } from './contract/routes/attachments.ts';
import {
  assignCaseRoute,
  caseFiguresRoute,
  caseRoute,
  casesRoute,
  claimCaseRoute,
  claimNextRoute,
  confirmCaseRoute,
  decideCaseRoute,
  noteCaseRoute,
  reasonCodesRoute,
  releaseCaseRoute,
  requestDocumentsRoute,
  returnCaseRoute,
  reviewersRoute,
} from './contract/routes/cases.ts';
import {
  issueNoticeRoute,
  noticeDeliveryRoute,
  noticeRoute,
  noticesRoute,
  owedNoticesRoute,
} from './contract/routes/notices.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import type { NoticeDependencies } from './notices/dependencies.ts';
import { postNotice } from './notices/issue-notice.ts';
import { listNotices, listOwedNotices, readNotice, recordDelivery } from './notices/read-notices.ts';
import { createNoticeFileSigner } from './notices/sign-notice-file.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function casesHandler(
  readGroups: ReadGroups = createGroupReader(),
  readName: ReadName = createNameReader(),
  pool: () => UserPool = openUserPool,
): ApiHandler {
  const dependencies = {
    ...{ database: getDatabase, readName, readGroups, pool },
    ...{ objects: getObjectStore, files: createAttachmentFiles() },
  };
  const signFile = createNoticeFileSigner();
  const notices = (): NoticeDependencies => ({
    ...{ database: getDatabase(), readName, signFile, issuing: createIssueServices },
  });
  return createApiHandler(
    'prediction-api/cases',
    [
      bindOperation(casesRoute, (input) => listCases(dependencies, input)),
      bindOperation(claimNextRoute, (input) => claimNextCase(dependencies, input)),
      bindOperation(caseRoute, (input) => readCase(dependencies, input)),
      bindOperation(claimCaseRoute, (input) => claimCase(dependencies, input)),
      bindOperation(releaseCaseRoute, (input) => releaseCase(dependencies, input)),
      bindOperation(assignCaseRoute, (input) => assignCase(dependencies, input)),
      bindOperation(decideCaseRoute, (input) => decideCase(dependencies, input)),
      bindOperation(confirmCaseRoute, (input) => confirmCase(dependencies, input)),
      bindOperation(returnCaseRoute, (input) => returnCase(dependencies, input)),
      bindOperation(requestDocumentsRoute, (input) => requestDocuments(dependencies, input)),
      bindOperation(noteCaseRoute, (input) => noteCase(dependencies, input)),
      bindOperation(caseFiguresRoute, (input) => readCaseFigures(dependencies, input)),
      bindOperation(reasonCodesRoute, () => listReasonCodes()),
      bindOperation(attachToCaseRoute, (input) => attachToCase(dependencies, input)),
      bindOperation(attachmentRoute, (input) => readAttachment(dependencies, input)),
      bindOperation(reviewersRoute, () => listReviewers(dependencies)),
      bindOperation(issueNoticeRoute, (input) => postNotice(notices(), input)),
      bindOperation(noticesRoute, (input) => listNotices(notices(), input)),
      bindOperation(owedNoticesRoute, () => listOwedNotices(notices())),
      bindOperation(noticeRoute, (input) => readNotice(notices(), input)),
      bindOperation(noticeDeliveryRoute, (input) => recordDelivery(notices(), input)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = casesHandler();
