/** A declined application and a request of a notice about it, for tests of what notices say. */

import { DEFAULT_SCORE_SCALE } from '../../lambdas/shared/model/score-scale.ts';
import type { NoticeRequest } from '../../lambdas/shared/notices/compose-notice.ts';
import type { DecidedApplication } from '../../lambdas/shared/notices/decided-application.ts';
import { lender } from '../../lambdas/shared/notices/lender.ts';

export const declinedApplication: DecidedApplication = {
  prediction_id: '019a0000-0000-7000-8000-000000000001',
  application: 'A-3',
  customer_id: 'C-7',
  decision: 'decline',
  decided_at: new Date('2026-11-28T03:00:00Z'),
  policy_decided_by: 'score',
  policy_version: '2026-11-23',
  reasons: [
    { text: 'The newest statement was past due' },
    { text: 'Payments fell behind in the last six months' },
    { text: 'The purpose (<b>fi & ffi</b> café Łódź) goes with a higher risk' },
    { text: "The applicant's income is not known" },
  ],
  is_explained: true,
  score: 411,
  scored_at: new Date('2026-11-27T22:00:00Z'),
  scale: DEFAULT_SCORE_SCALE,
  override: null,
};

export const noticeRequest: NoticeRequest = {
  decided: declinedApplication,
  kind: 'us',
  language: 'en',
  issuedAt: new Date('2026-11-30T08:00:00Z'),
  lender,
  contest: {
    url: 'https://risk.lender.example/contest#AZqwAAAAcACAAAAAAAAAAWzW3wA.6Qm0mJQ0mJQ0mJQ0mJQ0mJQ0mJQ0mJQ0mJQ0mJQ0mJQ',
    expires_at: new Date('2027-01-29T08:00:00Z'),
  },
};
