/** The answer of the API about the notices of an application, with the longest texts. The contract checks it. */
import { NoticeList } from '../../lambdas/prediction-api/contract/schemas/notices.ts';
import type { Answer } from './dashboard-service.ts';

const SHA = 'a'.repeat(64);
const ISSUED = '2005-11-03T02:00:00.000Z';
const NOTICE = {
  ...{ notice_id: '01900000-0000-7000-8000-0000000000d1', override_id: null, application: 'A-1', customer_id: 'C-1' },
  ...{ kind: 'us', language: 'en', decision: 'decline', html_sha256: SHA, pdf_sha256: SHA, issued_at: ISSUED },
  templates: [{ template: 'us-adverse-action', version: 1, sha256: SHA }],
  issued_by: { name: null, id: `gone-${'w'.repeat(120)}` },
  ...{ channel: 'email', sent_at: null, sent_by: null },
};

export const answerNotices: Answer = ({ path }) => {
  const [, , , prediction_id = ''] = path.split('/');
  const notices = [
    { ...NOTICE, prediction_id, state: 'failed', failure: 'W'.repeat(500) },
    { ...NOTICE, notice_id: NOTICE.notice_id.replace('d1', 'd2'), prediction_id, state: 'issued', failure: null },
  ];
  const duty = { declined_at: ISSUED, due_at: '2005-12-03T02:00:00.000Z', is_owed: true, is_overdue: true };
  return { body: NoticeList.parse({ notices, duty }) };
};
