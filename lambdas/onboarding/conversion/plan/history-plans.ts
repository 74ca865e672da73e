/**
 * Plans the records of credit_history and transactions: one for each row of a source, or one for each date of columns
 * that stand side by side in a row of the first source.
 */
import type { TableName } from '../../../shared/runs/run.ts';
import { UNFIT } from '../read-value.ts';
import { createColumnReader, type FoundField, findColumn } from './find-columns.ts';
import type { KeyReader } from './row-keys.ts';
import { createNumberReader, ROW_NUMBER } from './row-keys.ts';
import { createIdWriter, listFieldsOf, type PlanContext, planRecord, type RecordPlan } from './table-plans.ts';
import type { ValueWriter } from './value-writers.ts';

type HistoryTable = Extract<TableName, 'credit_history' | 'transactions'>;

const HISTORY_TABLES = ['credit_history', 'transactions'] as const;

export interface SourceRecords extends RecordPlan {
  /** Position of the source whose rows make the records. */
  source: number;
}

/** Records of columns side by side: from the newest row of each customer, because their keys are customer and date. */
export function planSideBySide(context: PlanContext): RecordPlan[] {
  return HISTORY_TABLES.flatMap((table) => {
    const fields = listFieldsOf(context.mapping, table);
    if (!isSideBySide(fields)) return [];
    return table === 'credit_history' ? planStatements(context, fields) : planPayments(context, fields);
  });
}

const isSideBySide = (fields: readonly FoundField[]): boolean => fields.some(({ use }) => use.at !== undefined);

const listDates = (fields: readonly FoundField[]): string[] => [
  ...new Set(fields.flatMap(({ use }) => (use.at === undefined ? [] : [use.at]))),
];

const isOfDate =
  (date: string) =>
  ({ use }: FoundField): boolean =>
    use.at === undefined || use.at === date;

function planStatements(context: PlanContext, fields: readonly FoundField[]): RecordPlan[] {
  const customer_id = createIdWriter('customer_id', context.keys.readCustomerId);
  return listDates(fields).map((date) =>
    planRecord(context, 'credit_history', fields.filter(isOfDate(date)), { customer_id, as_of: () => date }),
  );
}

/** Noon of the date, so that no time zone moves it to another day. */
const toNoon = (date: string): string => `${date}T12:00:00Z`;

/** Each amount is a transaction of its own. Its id is that of the customer with the month, or the day where needed. */
function planPayments(context: PlanContext, fields: readonly FoundField[]): RecordPlan[] {
  const amounts = fields.filter(({ use }) => use.field === 'transactions.amount' && use.at !== undefined);
  const dates = amounts.map(({ use }) => use.at as string);
  const hasOneEachMonth = new Set(dates.map((date) => date.slice(0, 7))).size === dates.length;
  return amounts.map((amount, i) => {
    const date = amount.use.at as string;
    const earlier = dates.slice(0, i).filter((other) => other === date).length;
    const suffix = hasOneEachMonth ? date.slice(0, 7) : `${date}${earlier > 0 ? `-${earlier + 1}` : ''}`;
    const others = fields.filter(({ use }) => use.field !== 'transactions.amount').filter(isOfDate(date));
    const { readCustomerId } = context.keys;
    const plan = planRecord(context, 'transactions', [amount, ...others], {
      customer_id: createIdWriter('customer_id', readCustomerId),
      transaction_id: createIdWriter('transaction_id', (row) => {
        const id = readCustomerId(row);
        return id === null ? null : `${id}-${suffix}`;
      }),
      booked_at: () => toNoon(date),
    });
    return amount.use.skip_zero ? skipZero(plan) : plan;
  });
}

/** An amount of zero is written as unknown, and a transaction without an amount is none. */
function skipZero(plan: RecordPlan): RecordPlan {
  const columns = plan.columns.map((column) => {
    if (column.name !== 'amount') return column;
    const write: ValueWriter = (row) => {
      const value = column.write(row);
      return typeof value === 'string' && value !== '' && Number(value) === 0 ? '' : value;
    };
    return { ...column, write };
  });
  return { ...plan, columns };
}

/** Records of sources that have one row for each statement or transaction. */
export function planSourceRecords(
  context: PlanContext,
  findCustomer: (applicationId: string) => string | null,
): SourceRecords[] {
  return HISTORY_TABLES.flatMap((table) => {
    const fields = listFieldsOf(context.mapping, table);
    if (isSideBySide(fields)) return [];
    const sources = [...new Set(fields.map(({ source }) => source))];
    return sources.map((source) => {
      const own = fields.filter((field) => field.source === source);
      const given = {
        ...(has(own, table, 'customer_id')
          ? {}
          : { customer_id: createIdWriter('customer_id', createOwner(context, source, findCustomer)) }),
        ...(table === 'transactions' && !has(own, table, 'transaction_id') ? createNumberedId(context) : {}),
      };
      const plan = planRecord(context, table, own, given);
      const amount = own.find(({ use }) => use.field === 'transactions.amount');
      return { ...(amount?.use.skip_zero ? skipZero({ ...plan, deciding: amountOf(plan) }) : plan), source };
    });
  });
}

const amountOf = ({ columns }: RecordPlan): number[] => [columns.findIndex(({ name }) => name === 'amount')];

const has = (fields: readonly FoundField[], table: HistoryTable, name: string): boolean =>
  fields.some(({ use }) => use.field === `${table}.${name}`);

function createNumberedId({ mapping, asOf }: PlanContext): { transaction_id?: ValueWriter } {
  if (mapping.constants['transactions.transaction_id'] !== ROW_NUMBER) return {};
  return { transaction_id: createIdWriter('transaction_id', createNumberReader(mapping, asOf)) };
}

/** The customer of a row of another source: the value that joins it, or the customer of the application that it joins. */
function createOwner(
  { mapping, keys }: PlanContext,
  source: number,
  findCustomer: (applicationId: string) => string | null,
): KeyReader {
  if (source === 0) return keys.readCustomerId;
  const join = mapping.sources[source]?.join;
  const columns = mapping.sources[source]?.columns ?? [];
  const index = columns.findIndex(({ column }) => column === join?.column);
  const column = columns[index];
  if (!join || !column) return () => null;
  const read = createColumnReader({ source, index, mapping: column });
  const isByCustomer = joinsCustomer(mapping, join.with);
  return (row) => {
    const value = read(row);
    if (value === null || value === UNFIT) return null;
    return isByCustomer ? value : findCustomer(value);
  };
}

/** Whether a column of the first source is the id of the customer, not of the application. */
export function joinsCustomer(mapping: PlanContext['mapping'], column: string): boolean {
  const use = findColumn(mapping, column)?.mapping.use;
  if (use?.as !== 'field') return false;
  const names = use.fields.map(({ field }) => field);
  return names.some((field) => field.endsWith('.customer_id')) || !names.includes('loan_applications.application_id');
}
