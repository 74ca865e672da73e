/** Words of cases that the API, its schemas and the reason codes share. */

export const CASE_KINDS = ['referral', 'contest', 'expired_approval', 'suspected_fraud'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export const CASE_STATES = ['open', 'waiting_for_documents', 'waiting_for_second', 'decided', 'withdrawn'] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** uphold: what holds stays; of a contest. */
export const CASE_DECISIONS = ['approve', 'decline', 'uphold'] as const;
export type CaseDecision = (typeof CASE_DECISIONS)[number];
