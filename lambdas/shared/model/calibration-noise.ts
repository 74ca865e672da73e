/**
 * Computes the sampling noise of the expected calibration error (ECE), which promotion gates and monitoring add to
 * their bounds.
 */

/** Bins of the ECE, as in training and in sql/monitoring/measure_performance.sql. */
const BINS = 10;

/** Mean absolute deviation of a bin's bad rate from its mean PD when every PD is true: normal approximation. */
export const computeEceNoise = (badRate: number, rows: number): number =>
  Math.sqrt((2 * BINS * badRate * (1 - badRate)) / (Math.PI * rows));
