/** Finds the columns of a mapping by name and by use. */
import type { ColumnMapping, FieldUse, Mapping } from '../../contract/mapping.ts';
import { createValueReader, type RawValue, UNFIT } from '../read-value.ts';
import type { Fit } from './fit-counts.ts';
import { type ColumnPosition, type JoinedRow, readText } from './joined-row.ts';

export interface FoundColumn extends ColumnPosition {
  mapping: ColumnMapping;
}

export interface FoundField extends FoundColumn {
  use: FieldUse;
}

/** Every column of every source, in the mapping's order. */
export const listColumns = (mapping: Mapping): FoundColumn[] =>
  mapping.sources.flatMap(({ columns }, source) =>
    columns.map((column, index) => ({ source, index, mapping: column })),
  );

/** The first column of this name; the first source comes first. */
export const findColumn = (mapping: Mapping, name: string): FoundColumn | undefined =>
  listColumns(mapping).find((column) => column.mapping.column === name);

/** The fields that columns give, in the mapping's order. */
export const listFields = (mapping: Mapping): FoundField[] =>
  listColumns(mapping).flatMap((column) => {
    const { use } = column.mapping;
    return use.as === 'field' ? use.fields.map((field) => ({ ...column, use: field })) : [];
  });

/** Reads the value of one column, without any use. */
export type ColumnReader = (row: JoinedRow) => RawValue;

/** @param fit counts what is read */
export function createColumnReader(column: FoundColumn, fit?: Fit): ColumnReader {
  const read = createValueReader(column.mapping);
  if (!fit) return (row) => read(readText(row, column));
  return (row) => {
    const value = read(readText(row, column));
    if (value !== null) fit.known += 1;
    if (value === UNFIT) fit.unfit += 1;
    return value;
  };
}
