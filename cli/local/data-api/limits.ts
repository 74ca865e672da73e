/** The Data API's documented limits. A test may bring the times closer; nothing else changes them. */

export interface DataApiLimits {
  /** HTTP request with its headers. */
  requestBytes: number;
  /** One row of a result. */
  rowBytes: number;
  /** One result. */
  resultBytes: number;
  /** One call. */
  statementMilliseconds: number;
  /** Between two calls of a transaction. */
  transactionIdleMilliseconds: number;
  /** A whole transaction. */
  transactionMilliseconds: number;
}

const KIB = 1024;
const MINUTE = 60_000;

export const AWS_LIMITS: DataApiLimits = {
  requestBytes: 4 * KIB * KIB,
  rowBytes: 64 * KIB,
  resultBytes: KIB * KIB,
  statementMilliseconds: 45_000,
  transactionIdleMilliseconds: 3 * MINUTE,
  transactionMilliseconds: 24 * 60 * MINUTE,
};
