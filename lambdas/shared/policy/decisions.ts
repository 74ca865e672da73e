/** The decisions that a policy makes. */

/** From the mildest to the strictest. */
export const DECISIONS = ['approve', 'refer', 'decline'] as const;
export type Decision = (typeof DECISIONS)[number];
