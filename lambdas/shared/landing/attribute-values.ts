/** Rules for the values of lenders' attributes: the same where a delivery is read and where one is written. */
import { DECIMAL_NUMBER } from '../csv/decimal-number.ts';
import { isTooLong } from './text-rules.ts';
import type { ValueFault } from './value-rule.ts';

interface AttributeFault {
  fault: ValueFault;
}

/** Reads a number, which must be finite in float32, in which models compute. Undefined when it is unknown. */
export function readAttributeNumber(text: string): number | AttributeFault | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (!DECIMAL_NUMBER.test(trimmed)) return { fault: 'not_a_number' };
  const number = Number(trimmed);
  return Number.isFinite(Math.fround(number)) ? number : { fault: 'out_of_range' };
}

/** Reads a category, which must fit the indexes of reporting. Undefined when it is unknown. */
export function readAttributeCategory(text: string): string | AttributeFault | undefined {
  if (text === '') return undefined;
  return isTooLong(text) ? { fault: 'too_long' } : text;
}
