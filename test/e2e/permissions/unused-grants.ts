/**
 * Grants that the journey does not use, each with the reason why it stays. A reason that explains no unused grant fails
 * the test, as does an unused grant without a reason.
 */
export interface UnusedGrant {
  /** Matches the ARN of the role or resource; any when it is missing. */
  holder?: RegExp;
  action: RegExp;
  /** Matches the granted resource; any when it is missing. */
  resource?: RegExp;
  reason: string;
}

export const UNUSED_GRANTS: readonly UnusedGrant[] = [
  {
    action: /^rds-data:RollbackTransaction$/,
    reason: 'A statement that fails ends its transaction so; in the journey none fails.',
  },
];
