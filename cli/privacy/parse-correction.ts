/** Parses what `npm run privacy -- rectify` corrects: a column of a delivered row, and the right value. */
import { TableName } from '../../lambdas/shared/runs/run.ts';
import { InvalidOptions } from '../terminal/command.ts';

const FORM = 'TABLE.COLUMN=VALUE, or TABLE[ROW].COLUMN=VALUE';
const CORRECTION = /^(?<table>[a-z_]+)(?:\[(?<row>[^\]]*)\])?\.(?<column>(?:attributes\.)?[^=.]+)=(?<value>[\s\S]*)$/;

/** `loan_applications[a-17].amount=12000`; an empty value is unknown. */
export function parseCorrection(text: string) {
  const { table, row = '', column = '', value = '' } = CORRECTION.exec(text)?.groups ?? {};
  const table_name = TableName.safeParse(table);
  if (!table_name.success) throw new InvalidOptions(`--correct is ${FORM}; tables: ${TableName.options.join(', ')}`);
  return { table_name: table_name.data, row_key: row, column_name: column, value: value === '' ? null : value };
}
