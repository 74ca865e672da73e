/** Writes the value of one column of a delivered table from a joined row, in a form that the landing contract accepts. */

import { readAttributeCategory, readAttributeNumber } from '../../../shared/landing/attribute-values.ts';
import type { ContractColumn } from '../../../shared/landing/table-contract.ts';
import type { ValueFault } from '../../../shared/landing/value-rule.ts';
import { createValueRule } from '../../../shared/landing/value-rules.ts';
import type { FieldUse } from '../../contract/mapping.ts';
import { UNFIT } from '../read-value.ts';
import { addDays, addMonths } from '../values/calendar.ts';
import { createNumberReader } from '../values/read-number.ts';
import { createColumnReader, type FoundColumn, type FoundField } from './find-columns.ts';
import type { Fit } from './fit-counts.ts';
import type { JoinedRow } from './joined-row.ts';

/** A value that the contract does not accept. It becomes unknown, or its row is refused. */
export interface Fault {
  column: string;
  reason: string;
}

/** '' is unknown. */
export type WrittenValue = string | Fault;
export type ValueWriter = (row: JoinedRow) => WrittenValue;

export interface ColumnPlan {
  /** Name in the delivered file. */
  name: string;
  /** Whether no row can be without the value. */
  isMandatory: boolean;
  write: ValueWriter;
}

/** What a fault of the format is called. */
export const UNFIT_REASON = 'does not fit the format';

/** Checks a text by the contract of its column: the text, or why it is not accepted. */
export type ContractCheck = (value: string) => { text: string } | { reason: string };

export function createContractCheck(contract: ContractColumn, asOf: string): ContractCheck {
  const rule = createValueRule(contract, asOf);
  const isTime = contract.type === 'timestamp';
  return (value) => {
    // Without its Z a time has the form that is checked fastest; it counts as UTC.
    const checked = rule(isTime && value.endsWith('Z') ? value.slice(0, -1) : value);
    return typeof checked === 'string' ? { text: value } : { reason: nameFault(checked.fault) };
  };
}

/** The fault of landing in words. */
const nameFault = (fault: ValueFault): string => fault.replaceAll('_', ' ');

export interface FieldContext {
  /** Day of the delivery. */
  asOf: string;
  /** The day of the row's application, for values that say how long before it something was. */
  readAppliedOn: (row: JoinedRow) => string | null;
  fit: Fit;
}

export function createFieldWriter(
  field: FoundField,
  contract: ContractColumn,
  { asOf, readAppliedOn, fit }: FieldContext,
): ValueWriter {
  const { mapping, use } = field;
  const read = createColumnReader(field, fit);
  const change = createChange(use, contract, readAppliedOn);
  const check = contract.isPersonal ? null : createContractCheck(contract, asOf);
  const unfit = { column: mapping.column, reason: UNFIT_REASON };
  return (row) => {
    const value = read(row);
    if (value === null) return '';
    if (value === UNFIT) return unfit;
    const changed = change(value, row);
    if (changed === null || changed === '') return '';
    const checked = check ? check(changed) : { text: changed };
    return 'text' in checked ? checked.text : { column: mapping.column, reason: checked.reason };
  };
}

type Change = (value: string, row: JoinedRow) => string | null;

function createChange(
  use: FieldUse,
  contract: ContractColumn,
  readAppliedOn: (row: JoinedRow) => string | null,
): Change {
  const scaled = createScaling(use.scale);
  const dated = use.before ? createDating(use.before, readAppliedOn) : null;
  const form = createForm(contract.type, use.at !== undefined);
  return (value, row) => {
    const number = scaled ? scaled(value) : value;
    const moment = dated ? dated(number, row) : number;
    return moment === null ? null : form(moment);
  };
}

function createScaling(scale: number | undefined): ((value: string) => string) | null {
  if (scale === undefined || scale === 1) return null;
  const read = createNumberReader({ type: 'number', decimal: '.', thousands: null, affixes: [], scale });
  return (value) => read(value) ?? value;
}

const MONTHS = { years: 12, months: 1 } as const;
/** Three hundred years: more is a mark for something else, such as 365243 days. */
const MAX_TIME = { years: 300, months: 3600, days: 110_000 } as const;

/** A time before a day becomes the day when it began. */
function createDating(
  before: NonNullable<FieldUse['before']>,
  readAppliedOn: (row: JoinedRow) => string | null,
): (value: string, row: JoinedRow) => string | null {
  const { unit, day } = before;
  return (value, row) => {
    const from = day === 'applied_at' ? readAppliedOn(row) : day;
    const time = Number(value);
    if (from === null) return null;
    // Not a time: the text goes on to the contract's check, which names it.
    if (!Number.isFinite(time) || Math.abs(time) > MAX_TIME[unit]) return value;
    return unit === 'days' ? addDays(from, -Math.round(time)) : addMonths(from, -Math.round(time * MONTHS[unit]));
  };
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** A day in a column of times is its beginning; the middle where only the month is known to be right. */
function createForm(type: ContractColumn['type'], isSideBySide: boolean): (value: string) => string {
  if (type === 'date') return (value) => (value[DAY_LENGTH] === 'T' ? value.slice(0, DAY_LENGTH) : value);
  if (type !== 'timestamp') return (value) => value;
  const time = isSideBySide ? 'T12:00:00Z' : 'T00:00:00Z';
  return (value) => (value.length === DAY_LENGTH ? `${value}${time}` : value);
}

/** Writes an attribute: a number that JSON has, or a text. */
export function createAttributeWriter(column: FoundColumn, isNumber: boolean, fit: Fit): ValueWriter {
  const read = createColumnReader(column, fit);
  const name = column.mapping.column;
  const unfit = { column: name, reason: UNFIT_REASON };
  return (row) => {
    const value = read(row);
    if (value === null) return '';
    if (value === UNFIT) return unfit;
    const checked = isNumber ? readAttributeNumber(value) : readAttributeCategory(value);
    return typeof checked === 'object' ? { column: name, reason: nameFault(checked.fault) } : value;
  };
}
