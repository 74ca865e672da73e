/** Reads the person's rows of a table of the register, page by page: a response of the Data API has 1 MiB at most. */
import { json, type Sql } from '../../aws/database.ts';
import { readSqlFile } from '../../sql-file.ts';
import type { TablePlace } from '../places.ts';

/** Whose rows are read. */
export interface RowOwner {
  customer_id: string;
  applications: readonly string[];
}

interface Piece {
  row_no: number;
  piece: string;
}

/** Reads all rows as JSON documents. @param database as risk_privacy */
export async function findRows(database: Sql, place: TablePlace, owner: RowOwner): Promise<Record<string, unknown>[]> {
  const statement = readSqlFile('privacy/find_rows.sql').replace('/* found */', buildSource(place));
  const texts = new Map<number, string>();
  for (let page = 0; ; page += 1) {
    const values = { customer_id: owner.customer_id, applications: json(owner.applications), page };
    const pieces = await database.query<Piece>(statement, values);
    if (pieces.length === 0) break;
    for (const { row_no, piece } of pieces) texts.set(row_no, (texts.get(row_no) ?? '') + piece);
  }
  return [...texts.values()].map((text) => JSON.parse(text) as Record<string, unknown>);
}

/** Composed of the register, which is code: no value of a caller is in it. */
const buildSource = ({ table, found, shown = 'to_jsonb(t)' }: TablePlace): string =>
  `select cast(${shown} as text) as text from ${table} t where ${found}`;
