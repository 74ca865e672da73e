/** Words for the codes with which the import rejects rows of a delivery: `<fault>` or `<fault>:<column>`. */

const ROW_FAULTS: Record<string, string> = {
  missing_key: 'The key of the row is missing',
  duplicate_key: 'A later row has the same key; the later one is kept',
  unknown_customer: 'The customer is in no delivery',
  misplaced_values: 'Values stand in the wrong columns: words where numbers, dates or booleans belong',
  ragged_line: 'The line has more or fewer fields than the header',
  broken_quoting: 'The quotation marks do not match',
  nul_byte: 'The line contains a NUL byte',
  invalid_utf8: 'The line is not valid UTF-8',
  line_too_long: 'The line is too long',
};

const VALUE_FAULTS: Record<string, string> = {
  missing_value: 'the value is missing',
  too_long: 'the text is too long',
  invalid_id: 'the text cannot be an id',
  not_a_date: 'the value is not a date',
  not_a_timestamp: 'the value is not a time',
  not_an_integer: 'the value is not a whole number',
  not_a_number: 'the value is not a number',
  not_a_boolean: 'the value is neither true nor false',
  not_allowed: 'the value is not one of those allowed',
  out_of_range: 'the value is outside its range',
  in_future: 'the date is in the future',
  personal_value: 'the value is personal data of the same row',
};

/** A code without words stays as it is. */
export function describeRejection(code: string): string {
  const [fault = '', column] = code.split(/:(.*)/s);
  if (column === undefined) return ROW_FAULTS[fault] ?? code;
  const words = VALUE_FAULTS[fault];
  return words ? `${column}: ${words}` : code;
}
