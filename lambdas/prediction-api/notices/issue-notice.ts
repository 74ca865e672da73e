/** POST /v1/predictions/{prediction_id}/notice: previews a notice, or issues it. */
import { issueNotice, type NoticeOrder, previewNotice } from '../../shared/notices/issue-notice.ts';
import type { issueNoticeRoute } from '../contract/routes/notices.ts';
import type { NoticeAnswer } from '../contract/schemas/notices.ts';
import type { OperationInput } from '../http/operation.ts';
import { toReader } from '../predictions/stored/reader.ts';
import type { NoticeDependencies } from './dependencies.ts';
import { findNotice } from './read-notices.ts';
import { callIssue, toNotice } from './stored-notice.ts';

/** @throws {Problem} when the decision may have no such notice */
export async function postNotice(
  { database, readName, issuing }: NoticeDependencies,
  { params: { prediction_id }, body: { kind, language, preview }, caller }: OperationInput<typeof issueNoticeRoute>,
): Promise<NoticeAnswer> {
  const order: NoticeOrder = { prediction_id, kind, language, issued_by: caller.name, reader: toReader(caller) };
  if (preview) return { notice: null, preview: await callIssue(() => previewNotice(database, order)) };
  const noticeId = await callIssue(() => issueNotice({ database, ...issuing() }, order));
  return { notice: await toNotice(await findNotice(database, noticeId, caller), readName), preview: null };
}
