/**
 * Finds values that do not stand in their columns. A row whose values have moved can have a person's name in any column,
 * so it must not be stored like a row with one invalid value.
 */

import type { ValueFault } from '../../shared/landing/value-rule.ts';
import type { InvalidValue } from './rejected-values.ts';

const WRONG_FORMS: ReadonlySet<ValueFault> = new Set([
  'not_a_date',
  'not_a_timestamp',
  'not_an_integer',
  'not_a_number',
  'not_a_boolean',
]);
const DATE_FORMS: ReadonlySet<ValueFault> = new Set(['not_a_date', 'not_a_timestamp']);

/** Infinities and the errors of spreadsheets: invalid values that are no words. */
const NO_WORDS = /^(?:inf|infinity|#[a-z]+[!?])$/i;

/** Words in columns of numbers, dates or booleans that a row may have before it counts as misplaced. */
const MAX_WORDS = 1;

/** Whether a value has the form of another type. */
export const hasWrongForm = ({ fault }: InvalidValue): boolean => WRONG_FORMS.has(fault);

/** Whether the values of a row do not stand in their columns: words stand where numbers, dates or booleans belong. */
export const areMisplaced = (invalid: readonly InvalidValue[]): boolean => invalid.filter(isWord).length > MAX_WORDS;

/** A month's name in a date, and a unit after a number, are no words. */
function isWord({ fault, value }: InvalidValue): boolean {
  if (!WRONG_FORMS.has(fault) || NO_WORDS.test(value.trim())) return false;
  return /\p{L}{3}/u.test(value) && !(DATE_FORMS.has(fault) && /\d/.test(value));
}
