/** Turns rows of notices into responses, and refusals of notices into problems. */
import type { ReadName } from '../../shared/aws/person-names.ts';
import { type NoticeRefusal, NoticeRefused } from '../../shared/notices/notice-refusals.ts';
import { NoticeUnprintable } from '../../shared/notices/notice-unprintable.ts';
import type { ProblemStatus } from '../contract/route.ts';
import type { Notice } from '../contract/schemas/notices.ts';
import { toIsoTime } from '../http/iso-time.ts';
import { Problem } from '../http/problem.ts';
import { createRefusals } from '../http/refusals.ts';

/** A row of notices.notices as the statements of sql/api/notices select it; times are the database's texts. */
export type StoredNotice = Omit<Notice, 'issued_by'> & { issued_by: string };

/** Issues of the worker have no person. */
const WORKER = 'deliver-notices';

export async function toNotice(row: StoredNotice, readName: ReadName): Promise<Notice> {
  const { notice_id, prediction_id, override_id, application, customer_id, kind, language, decision, templates } = row;
  const { html_sha256, pdf_sha256, channel, state, sent_by, failure, issued_by } = row;
  return {
    ...{ notice_id, prediction_id, override_id, application, customer_id, kind, language, decision, templates },
    ...{ html_sha256, pdf_sha256, channel, state, sent_by, failure },
    issued_by: { id: issued_by, name: issued_by === WORKER ? null : await readName(issued_by) },
    issued_at: toIsoTime(row.issued_at),
    sent_at: row.sent_at && toIsoTime(row.sent_at),
  };
}

const STATUSES: Record<NoticeRefusal, ProblemStatus> = {
  'unknown-prediction': 404,
  'what-if-decision': 409,
  'scored-again': 409,
  'no-adverse-action': 409,
  'reasons-missing': 409,
  'template-changed': 409,
};

/** Issues or previews. @throws {Problem} when the notice is refused */
export async function callIssue<Result>(issue: () => Promise<Result>): Promise<Result> {
  try {
    return await issue();
  } catch (error) {
    if (error instanceof NoticeRefused) {
      throw new Problem(STATUSES[error.refusal], error.refusal, error.message, [], { cause: error });
    }
    if (error instanceof NoticeUnprintable) {
      throw new Problem(
        422,
        'notice-unprintable',
        `The notice cannot be printed: ${error.message}. Ask an administrator for another font.`,
        [],
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

/** Refusals of the functions that move a notice on (sql/migrations/0121_notice_functions.sql). */
export const { create: createNoticeRefusal, call: callNotices } = createRefusals({
  'unknown-notice': {
    ...{ sqlState: 'NT002', status: 404 },
    detail:
      'There is no notice with this id that you may read. GET /v1/predictions/{prediction_id}/notices lists those of an application.',
  },
  'notice-not-sent': {
    ...{ sqlState: 'NT003', status: 409 },
    detail: 'The notice was not sent, so it cannot have come back. Nothing was changed; read it again.',
  },
});
