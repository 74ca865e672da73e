/** Finds what is wrong with the fields and constants of a mapping: names, types, and two columns for one field. */
import { type ContractColumn, TABLE_CONTRACTS } from '../../../shared/landing/table-contract.ts';
import type { TableName } from '../../../shared/runs/run.ts';
import type { FieldUse, Mapping } from '../../contract/mapping.ts';
import { ROW_NUMBER } from '../plan/row-keys.ts';
import type { MappingFault, MappingPath } from './mapping-fault.ts';

const listFieldNames = (): string[] =>
  Object.entries(TABLE_CONTRACTS).flatMap(([table, { columns }]) => columns.map(({ name }) => `${table}.${name}`));

function findContract(field: string): ContractColumn | undefined {
  const [table, name] = field.split('.');
  return TABLE_CONTRACTS[table as TableName]?.columns.find((column) => column.name === name);
}

function describeFieldsOf(field: string): string {
  const table = field.split('.')[0] as string;
  const names = listFieldNames().filter((name) => name.startsWith(`${table}.`));
  return names.length > 0
    ? `one of ${names.join(', ')}`
    : `<table>.<column> of ${Object.keys(TABLE_CONTRACTS).join(', ')}`;
}

export function* findFieldFaults(mapping: Mapping): Generator<MappingFault> {
  const given = new Set<string>();
  for (const [s, { columns }] of mapping.sources.entries()) {
    for (const [c, { use, format }] of columns.entries()) {
      if (use.as !== 'field') continue;
      for (const [f, field] of use.fields.entries()) {
        const path = ['sources', s, 'columns', c, 'use', 'fields', f];
        const contract = findContract(field.field);
        if (!contract) {
          yield { path: [...path, 'field'], message: describeFieldsOf(field.field) };
          continue;
        }
        yield* findUseFaults(field, contract, format.type, path);
        const key = `${isHistory(field.field) ? s : ''}/${field.field}/${field.at ?? ''}`;
        const mayRepeat = field.field === 'transactions.amount' && field.at !== undefined;
        if (given.has(key) && !mayRepeat)
          yield { path: [...path, 'field'], message: 'another column gives this field already' };
        given.add(key);
      }
    }
  }
}

const isHistory = (field: string): boolean => /^(credit_history|transactions)\./.test(field);

function* findUseFaults(
  use: FieldUse,
  contract: ContractColumn,
  type: string,
  path: MappingPath,
): Generator<MappingFault> {
  const isNumber = ['integer', 'money', 'rate'].includes(contract.type);
  const isDate = contract.type === 'date' || contract.type === 'timestamp';
  if (use.at !== undefined && !isHistory(use.field)) {
    yield { path: [...path, 'at'], message: 'for fields of credit_history and transactions only' };
  }
  if (use.before && contract.type !== 'date') yield { path: [...path, 'before'], message: `${use.field} is no date` };
  if (use.skip_zero && use.field !== 'transactions.amount') {
    yield { path: [...path, 'skip_zero'], message: 'for transactions.amount only' };
  }
  if (isDate && type !== 'date' && !use.before) {
    yield {
      path: [...path, 'field'],
      message: 'a date: the column needs format: { type: date, format: … }, or before',
    };
  }
  if (isNumber && type !== 'number' && type !== 'text') {
    yield { path: [...path, 'field'], message: 'a number: the column needs format: { type: number }' };
  }
  if (use.before && type === 'date')
    yield { path: [...path, 'before'], message: 'a number of years, months or days, no date' };
}

export function* findConstantFaults({ constants, sources }: Mapping): Generator<MappingFault> {
  const mapped = new Set(
    sources.flatMap(({ columns }) =>
      columns.flatMap(({ use }) => (use.as === 'field' ? use.fields.map(({ field }) => field) : [])),
    ),
  );
  for (const [field, value] of Object.entries(constants)) {
    const path = ['constants', field];
    const contract = findContract(field);
    if (!contract) yield { path, message: describeFieldsOf(field) };
    else if (mapped.has(field) && !isHistory(field)) yield { path, message: 'a column gives this field already' };
    else if (contract.isPersonal) yield { path, message: 'personal data is not the same for everybody' };
    else if (value === ROW_NUMBER && !field.endsWith('_id')) {
      yield { path, message: `${ROW_NUMBER} is for ids only` };
    }
  }
}
