/** Plans the delivered tables of a mapping: which columns each has, and what writes each column from a joined row. */
import { type ContractColumn, TABLE_CONTRACTS } from '../../../shared/landing/table-contract.ts';
import { findIdFault } from '../../../shared/landing/text-rules.ts';
import type { TableName } from '../../../shared/runs/run.ts';
import type { Mapping } from '../../contract/mapping.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { type FoundField, listColumns, listFields } from './find-columns.ts';
import type { FitCounts } from './fit-counts.ts';
import type { JoinedRow } from './joined-row.ts';
import type { KeyReader, RowKeys } from './row-keys.ts';
import { ROW_NUMBER } from './row-keys.ts';
import {
  type ColumnPlan,
  createAttributeWriter,
  createContractCheck,
  createFieldWriter,
  type ValueWriter,
} from './value-writers.ts';

/** One kind of record of a table: from each row, or from one group of columns that stand side by side. */
export interface RecordPlan {
  table: TableName;
  columns: ColumnPlan[];
  /** Positions of the columns without any of which there is no record. */
  deciding: number[];
}

export interface PlanContext {
  mapping: Mapping;
  asOf: string;
  keys: RowKeys;
  /** The day of the row's application; null when it is unknown. */
  readAppliedOn: (row: JoinedRow) => string | null;
  fits: FitCounts;
}

/** Writers that stand in the place of columns of the file, by the name of the contract's column. */
export type GivenWriters = Readonly<Partial<Record<string, ValueWriter>>>;

/**
 * Plans a record: the contract's columns that something gives, in the contract's order, then attributes.
 * @throws {RawFileRefused} when nothing gives a mandatory column, or a constant is not valid (InvalidMapping)
 */
export function planRecord(
  context: PlanContext,
  table: TableName,
  fields: readonly FoundField[],
  given: GivenWriters,
): RecordPlan {
  const contracts = TABLE_CONTRACTS[table].columns;
  const plans = contracts.flatMap((contract): (ColumnPlan & { field?: FoundField })[] => {
    const isMandatory = contract.isKey === true || contract.isRequired === true;
    const field = fields.find(({ use }) => use.field === `${table}.${contract.name}`);
    const write = given[contract.name] ?? findWriter(context, table, contract, field);
    if (write) return [{ name: contract.name, isMandatory, write, ...(field ? { field } : {}) }];
    if (!isMandatory) return [];
    throw new RawFileRefused(
      'InvalidMapping',
      `nothing gives ${table}.${contract.name}, without which no row of ${table} can be; map a column to it, or name it ` +
        'in constants',
    );
  });
  const columns = [...plans, ...planAttributes(context, table)];
  return { table, columns, deciding: plans.flatMap(({ field }, i) => (field?.use.at === undefined ? [] : [i])) };
}

function findWriter(
  { mapping, asOf, readAppliedOn, fits }: PlanContext,
  table: TableName,
  contract: ContractColumn,
  field: FoundField | undefined,
): ValueWriter | undefined {
  if (field) {
    const write = createFieldWriter(field, contract, { asOf, readAppliedOn, fit: fits.of(field) });
    return contract.notBeforeColumn === 'applied_at' ? refuseEarlier(field, write, readAppliedOn) : write;
  }
  const constant = mapping.constants[`${table}.${contract.name}`];
  return constant === undefined || constant === ROW_NUMBER
    ? undefined
    : createConstantWriter(table, contract, constant, asOf);
}

function refuseEarlier(
  { mapping }: FoundField,
  write: ValueWriter,
  readAppliedOn: PlanContext['readAppliedOn'],
): ValueWriter {
  const fault = { column: mapping.column, reason: 'before the application' };
  return (row) => {
    const value = write(row);
    const isEarlier = typeof value === 'string' && value !== '' && value < (readAppliedOn(row) ?? '');
    return isEarlier ? fault : value;
  };
}

function createConstantWriter(table: TableName, contract: ContractColumn, constant: string, asOf: string): ValueWriter {
  const value = contract.type === 'timestamp' && constant.length === 10 ? `${constant}T00:00:00Z` : constant;
  const checked = createContractCheck(contract, asOf)(value);
  if ('text' in checked) return () => value;
  const where = `constants.${table}.${contract.name}`;
  throw new RawFileRefused('InvalidMapping', `${where}: "${constant}" is ${checked.reason} in the delivery of ${asOf}`);
}

const planAttributes = ({ mapping, fits }: PlanContext, table: TableName): ColumnPlan[] =>
  listColumns(mapping).flatMap((column) => {
    const { use } = column.mapping;
    if (use.as !== 'attribute' || use.table !== table) return [];
    return [
      {
        name: use.name,
        isMandatory: false,
        write: createAttributeWriter(column, use.type === 'number', fits.of(column)),
      },
    ];
  });

export const planCustomers = (context: PlanContext): RecordPlan =>
  planRecord(context, 'customers', listFieldsOf(context.mapping, 'customers'), {
    customer_id: createIdWriter('customer_id', context.keys.readCustomerId),
  });

export function planApplications(context: PlanContext): RecordPlan {
  const { mapping, keys } = context;
  const fields = listFieldsOf(mapping, 'loan_applications');
  const has = (name: string) => fields.some(({ use }) => use.field === `loan_applications.${name}`);
  const statusWriter = planRecordColumn(context, fields, 'status');
  const status: ValueWriter = (row) => {
    const { isWithheld = false, status: derived = 'received' } = row.outcome ?? {};
    const told = isWithheld || !statusWriter ? '' : statusWriter(row);
    return told === '' ? derived : told;
  };
  const outcome = (name: 'defaulted' | 'outcome_date'): GivenWriters =>
    mapping.target || (name === 'outcome_date' && has('defaulted') && !has('outcome_date'))
      ? { [name]: (row: JoinedRow) => row.outcome?.[name] ?? '' }
      : {};
  return planRecord(context, 'loan_applications', fields, {
    application_id: createIdWriter('application_id', keys.readApplicationId),
    customer_id: createIdWriter('customer_id', keys.readCustomerId),
    status,
    ...outcome('defaulted'),
    ...outcome('outcome_date'),
  });
}

function planRecordColumn(context: PlanContext, fields: readonly FoundField[], name: string): ValueWriter | undefined {
  const contract = TABLE_CONTRACTS.loan_applications.columns.find((column) => column.name === name) as ContractColumn;
  const field = fields.find(({ use }) => use.field === `loan_applications.${name}`);
  return findWriter(context, 'loan_applications', contract, field);
}

/** Writes an id; the contract does not accept every text as one. */
export const createIdWriter =
  (name: string, read: KeyReader): ValueWriter =>
  (row) => {
    const id = read(row);
    if (id === null) return '';
    const fault = findIdFault(id);
    return fault === undefined ? id : { column: name, reason: fault.replaceAll('_', ' ') };
  };

export const listFieldsOf = (mapping: Mapping, table: TableName): FoundField[] =>
  listFields(mapping).filter(({ use }) => use.field.startsWith(`${table}.`));
