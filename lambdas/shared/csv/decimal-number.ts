/** How a file may write a decimal number: 5, -0.5, +.5, 5. or 1e-3. Shared by delivered files and uploaded batches. */

export const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The same in groups: sign, digits before and after the point, digits of a number that begins with the point, exponent.
 * Limits the exponent to three digits, so that the exact value stays small enough to compute with.
 */
export const DECIMAL_NUMBER_GROUPS = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;
