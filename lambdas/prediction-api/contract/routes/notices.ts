/** Routes of notices: preview, issue, read, record how they reach the applicant, list who is owed one. */
import { CASE_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { PredictionPath } from '../schemas/evidence.ts';
import {
  NoticeAnswer,
  NoticeDeliveryRequest,
  NoticeFiles,
  NoticeList,
  NoticePath,
  NoticeRequest,
  OwedNotices,
} from '../schemas/notices.ts';

const read = { handler: 'cases', method: 'GET', scope: 'risk/read', roles: CASE_READERS } as const;

export const issueNoticeRoute = defineRoute({
  operationId: 'issueNotice',
  method: 'POST',
  path: '/v1/predictions/{prediction_id}/notice',
  handler: 'cases',
  scope: 'risk/review',
  roles: ['underwriter'],
  summary: 'Issue a notice',
  description:
    'Writes the notice to the applicant about the decision that holds, as HTML and PDF, stores it as evidence and gives it to the configured channel. Its reasons are the stored ones. Asked again, it returns the notice that was issued for the same decision, kind and language.',
  params: PredictionPath,
  body: NoticeRequest,
  response: NoticeAnswer,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});

export const noticesRoute = defineRoute({
  ...read,
  operationId: 'listNotices',
  path: '/v1/predictions/{prediction_id}/notices',
  summary: 'List the notices of an application',
  description: 'Notices of the application of a prediction, and whether its applicant is owed one.',
  params: PredictionPath,
  response: NoticeList,
  problems: [...SECURED_STATUSES, 400],
});

export const owedNoticesRoute = defineRoute({
  ...read,
  scope: 'risk/review',
  operationId: 'listOwedNotices',
  path: '/v1/owed-notices',
  summary: 'List who is owed a notice',
  description: 'Applications that were declined and whose applicants have no notice yet, those that are due first.',
  response: OwedNotices,
  problems: [...SECURED_STATUSES],
});

export const noticeRoute = defineRoute({
  ...read,
  operationId: 'getNotice',
  path: '/v1/notices/{notice_id}',
  summary: 'Read a notice',
  description:
    "A notice with addresses of its files, which are valid for minutes. Where the channel is event, the lender's system takes the notice over with this call: the notice is sent then.",
  params: NoticePath,
  response: NoticeFiles,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const noticeDeliveryRoute = defineRoute({
  operationId: 'recordNoticeDelivery',
  method: 'POST',
  path: '/v1/notices/{notice_id}/delivery',
  handler: 'cases',
  scope: 'risk/review',
  roles: ['underwriter'],
  summary: 'Record that a notice was sent or came back',
  description: 'For letters and for whatever the channel does not know. A notice that came back is owed again.',
  params: NoticePath,
  body: NoticeDeliveryRequest,
  response: NoticeFiles,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});
