/**
 * Defines the forms of a decimal number in a file: 5, -0.5, +.5, 5. or 1e-3. Delivered files and uploaded batches share
 * them. Each expression has one way to match a text: with two, a long text that is no number takes quadratic time.
 */

export const DECIMAL_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The same forms in groups: sign, digits before and after the point, digits of a number that begins with the point,
 * exponent. Limits the exponent to three digits, so that the exact value stays small enough to compute with.
 */
export const DECIMAL_NUMBER_GROUPS = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;
