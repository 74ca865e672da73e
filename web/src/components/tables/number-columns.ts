/** Builds table columns of numbers, whose exact values sort them and stand in the CSV. */
import { formatMoney } from '../../format/money.ts';
import {
  formatCount,
  formatDecimal,
  formatInterval,
  formatPercent,
  type Interval,
  writeInterval,
} from '../../format/numbers.ts';
import type { Column } from './table.tsx';

type Read<Row> = (row: Row) => number | null;

interface NumberColumns<Row> {
  count(name: string, read: Read<Row>): Column<Row>;
  /** Shares of 0 to 1, shown in percent. */
  percent(name: string, read: Read<Row>, digits?: number): Column<Row>;
  decimal(name: string, read: Read<Row>, digits?: number): Column<Row>;
  money(name: string, read: Read<Row>, currency: string | null): Column<Row>;
  /** Of two shares, shown in percent. */
  interval(name: string, read: (row: Row) => Interval | null): Column<Row>;
}

/** The builders for the rows of one table. */
export function createNumberColumns<Row>(): NumberColumns<Row> {
  const build = (name: string, read: Read<Row>, format: (value: number | null) => string): Column<Row> => ({
    ...{ name, isNumber: true, sortValue: read },
    cell: (row) => format(read(row)),
  });
  return {
    count: (name, read) => build(name, read, formatCount),
    percent: (name, read, digits) => build(name, read, (value) => formatPercent(value, digits)),
    decimal: (name, read, digits) => build(name, read, (value) => formatDecimal(value, digits)),
    money: (name, read, currency) => build(name, read, (value) => formatMoney(value, currency)),
    interval: (name, read) => ({
      ...{ name, isNumber: true, value: (row) => writeInterval(read(row)) },
      cell: (row) => formatInterval(read(row)),
    }),
  };
}
