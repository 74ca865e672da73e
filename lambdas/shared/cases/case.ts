/** Words of cases that the API, its schemas and the reason codes share. */

export const CASE_KINDS = ['referral', 'contest', 'expired_approval', 'suspected_fraud'] as const;

export const CASE_STATES = ['open', 'waiting_for_documents', 'waiting_for_second', 'decided', 'withdrawn'] as const;

/** uphold: what holds stays; of a contest. */
export const CASE_DECISIONS = ['approve', 'decline', 'uphold'] as const;
