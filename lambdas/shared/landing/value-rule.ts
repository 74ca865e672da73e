/** Defines what a rule for delivered values returns, and the faults that it finds. */

/** Why a value is invalid. The reason of a rejected row or value is `<fault>:<column>`. */
export type ValueFault =
  | 'too_long'
  | 'invalid_id'
  | 'not_a_date'
  | 'not_a_timestamp'
  | 'not_an_integer'
  | 'not_a_number'
  | 'not_a_boolean'
  | 'not_allowed'
  | 'out_of_range'
  | 'in_future'
  | 'personal_value';

/** The rule of a column. The value must not be empty. A returned text may be: spaces alone are an unknown value. */
export type ValueRule = (value: string) => string | { fault: ValueFault };
