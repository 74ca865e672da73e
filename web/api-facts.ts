/** Facts of the API that the dashboard repeats, because it imports no code of the API. A unit test compares them. */

/** Scopes of the API that the dashboard requests when a user signs in. */
export const API_SCOPES = ['risk/read', 'risk/review', 'risk/import'] as const;

/** The scale of scores, over all policies. */
export const SCORE_SCALE = { min: 300, max: 850 } as const;
