/** Counts the invalid values of optional columns. They are imported as unknown, and their rows are accepted. */
import type { ValueFault } from '../../shared/landing/value-rule.ts';

/** The invalid values of one column and fault, as staging.loads keeps them. */
export interface RejectedValues {
  column: string;
  fault: ValueFault;
  values: number;
  /** Values of the column that are known, valid ones included. */
  delivered: number;
  /** The first lines with such a value, from 1. */
  lines: number[];
}

/** One invalid value of a row. */
export interface InvalidValue {
  values: ColumnValues;
  fault: ValueFault;
  value: string;
}

/** Words that tools write for an unknown value. No number, date, boolean or status reads like one; a text may. */
const UNKNOWN_WORDS =
  /^(?:nan|nat|null|none|nil|undefined|#?n\/a|na|<na>|\\n|unknown|missing|not (?:available|applicable|known))$/i;
const FAULTS_OF_TEXTS: ReadonlySet<ValueFault> = new Set(['too_long', 'invalid_id', 'personal_value']);

/** Whether an invalid value only says that the value is unknown, as pandas writes NaN, NaT and <NA>. */
export const saysUnknown = ({ fault }: { fault: ValueFault }, value: string): boolean =>
  !FAULTS_OF_TEXTS.has(fault) && UNKNOWN_WORDS.test(value.trim());

const MAX_LINES = 10;

/** The values of one column. */
export class ColumnValues {
  delivered = 0;
  readonly column: string;
  readonly #faults = new Map<ValueFault, { values: number; lines: number[] }>();

  constructor(column: string) {
    this.column = column;
  }

  reject(fault: ValueFault, line: number): void {
    const found = this.#faults.get(fault) ?? { values: 0, lines: [] };
    found.values += 1;
    if (found.lines.length < MAX_LINES) found.lines.push(line);
    this.#faults.set(fault, found);
  }

  list(): RejectedValues[] {
    const { column, delivered } = this;
    return [...this.#faults].map(([fault, { values, lines }]) => ({ column, fault, values, delivered, lines }));
  }
}
