/** Deletes the person's rows of all tables of the register, in its order, and counts them. */
import { json, type Sql } from '../../aws/database.ts';
import { readSqlFile } from '../../sql-file.ts';
import type { TablePlace } from '../places.ts';
import { TABLE_PLACES } from '../table-places.ts';
import type { RowOwner } from './find-rows.ts';

/** Deleted rows by what counts them. */
export type DeletedRows = Record<string, number>;

/** @param tx transaction as risk_privacy */
export const eraseRows = (tx: Sql, owner: RowOwner, withScores: boolean): Promise<DeletedRows> =>
  erasePlaces(
    tx,
    owner,
    TABLE_PLACES.filter(
      ({ erased, isLast }) => !isLast && (erased === 'always' || (withScores && erased === 'scores')),
    ),
  );

/** What says that somebody asked for the erasure, when nothing else is left to be done. */
export const eraseLastRows = (database: Sql, owner: RowOwner): Promise<DeletedRows> =>
  erasePlaces(
    database,
    owner,
    TABLE_PLACES.filter(({ isLast }) => isLast),
  );

async function erasePlaces(tx: Sql, owner: RowOwner, places: readonly TablePlace[]): Promise<DeletedRows> {
  const deleted: DeletedRows = {};
  const done = new Set<string>();
  for (const place of places) {
    if (place.statement && done.has(place.statement)) continue;
    if (place.statement) done.add(place.statement);
    const rows = await erasePlace(tx, place, owner);
    deleted[place.counted ?? place.table] = rows;
  }
  return deleted;
}

async function erasePlace(tx: Sql, place: TablePlace, { customer_id, applications }: RowOwner): Promise<number> {
  const [row] = place.statement
    ? await tx.query<{ deleted: number }>(readSqlFile(place.statement), { customer_id })
    : await tx.query<{ deleted: number }>(
        readSqlFile('privacy/delete_rows.sql').replace('/* deletion */', compose(place)),
        {
          ...{ customer_id, applications: json(applications) },
        },
      );
  return row?.deleted ?? 0;
}

/** Composed of the register, which is code: no value of a caller is in it. */
const compose = ({ table, found }: TablePlace): string => `delete from ${table} t where ${found} returning 1`;
