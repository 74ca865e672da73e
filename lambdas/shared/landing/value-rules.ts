/**
 * Rules for delivered values, by column type. A rule returns the text that the database reads as that type, or the
 * fault. A file has tens of millions of values: common forms are checked by character code, any other form exactly.
 */

import { createDecimalRule, createIntegerRule } from './number-rules.ts';
import type { ContractColumn } from './table-contract.ts';
import { findIdFault, isTooLong } from './text-rules.ts';
import { createDateRule, createTimestampRule, EARLIEST_DAY } from './time-rules.ts';
import type { ValueRule } from './value-rule.ts';

/** Digits that the database stores after the point. */
const DECIMAL_PLACES = { money: 2, rate: 6 } as const;

/** Creates the rule of a column. `asOf` is the delivery's as-of date: a later time is invalid. */
export function createValueRule(column: ContractColumn, asOf: string): ValueRule {
  const latestDay = column.mayBeFuture ? null : asOf;
  const [lowest, highest] = column.range ?? [0, 0];
  switch (column.type) {
    case 'text':
      if (column.isId) return checkId;
      return column.allowedValues ? createAllowedValueRule(column.allowedValues) : checkText;
    case 'integer':
      return acceptSpaces(createIntegerRule(lowest, highest));
    case 'money':
    case 'rate':
      return acceptSpaces(createDecimalRule(lowest, highest, DECIMAL_PLACES[column.type]));
    case 'date':
      return acceptSpaces(createDateRule(EARLIEST_DAY, latestDay));
    case 'timestamp':
      return acceptSpaces(createTimestampRule(EARLIEST_DAY, latestDay));
    case 'boolean':
      return acceptSpaces(checkBoolean);
  }
}

const SPACE = 0x20;
const LAST_ASCII = 0x7e;
const isPlain = (code: number): boolean => code > SPACE && code <= LAST_ASCII;

/** Ignores spaces around a value, which is no text then: tools that align columns write them. */
function acceptSpaces(rule: ValueRule): ValueRule {
  return (value) => {
    if (isPlain(value.charCodeAt(0)) && isPlain(value.charCodeAt(value.length - 1))) return rule(value);
    const trimmed = value.trim();
    return trimmed === '' ? '' : rule(trimmed);
  };
}

const TOO_LONG = { fault: 'too_long' } as const;
const NOT_ALLOWED = { fault: 'not_allowed' } as const;
const NOT_A_BOOLEAN = { fault: 'not_a_boolean' } as const;

const checkText: ValueRule = (value) => (isTooLong(value) ? TOO_LONG : value);

const checkId: ValueRule = (value) => {
  const fault = findIdFault(value);
  return fault ? { fault } : value;
};

const createAllowedValueRule =
  (allowedValues: readonly string[]): ValueRule =>
  (value) => {
    if (allowedValues.includes(value)) return value;
    const folded = value.trim().toLowerCase();
    return folded === '' || allowedValues.includes(folded) ? folded : NOT_ALLOWED;
  };

/** The words of PostgreSQL and their beginnings, and the numbers that pandas writes for booleans with gaps. */
const BOOLEANS = /^(?:(t|tr|tru|true|y|ye|yes|on|1(?:\.0*)?)|f|fa|fal|fals|false|n|no|of|off|0(?:\.0*)?)$/i;

const checkBoolean: ValueRule = (value) => {
  const found = BOOLEANS.exec(value);
  return found ? String(found[1] !== undefined) : NOT_A_BOOLEAN;
};
