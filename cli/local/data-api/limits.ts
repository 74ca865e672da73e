/** The documented limits of the Data API. Only tests change them, to shorten the times. */

export interface DataApiLimits {
  /** Size of an HTTP request with its headers. */
  requestBytes: number;
  /** Size of one row of a result. */
  rowBytes: number;
  /** Size of one result. */
  resultBytes: number;
  /** Duration of one call. */
  statementMilliseconds: number;
  /** Time between two calls of a transaction. */
  transactionIdleMilliseconds: number;
  /** Duration of a transaction. */
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
