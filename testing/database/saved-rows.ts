/** Keeps the delivered and built rows of a migrated database, for tests that begin with the same published days. */
import type { Client } from 'pg';
import { emptyDatabase } from './empty-database.ts';

/** Partitions have no rows of their own here: their table reads and writes them. */
const LIST_TABLES = `select format('%I.%I', nspname, relname) as name,
    (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
     where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
  from pg_class c join pg_namespace n on n.oid = relnamespace
  where relkind in ('r', 'p') and not relispartition and nspname in ('staging', 'analytics')`;

/**
 * Saves the rows that `emptyDatabase` deletes.
 * @returns a function that puts them back in place of all present ones, which takes a fraction of a run of the workflow
 */
export async function saveRows(superuser: Pick<Client, 'query'>): Promise<() => Promise<void>> {
  const { rows: tables } = await superuser.query<{ name: string; columns: string }>(LIST_TABLES);
  const getCopy = (index: number) => `saved_rows_${index}`;
  for (const [index, { name, columns }] of tables.entries()) {
    await superuser.query(`create temporary table ${getCopy(index)} as select ${columns} from ${name}`);
  }
  return async () => {
    await emptyDatabase(superuser);
    await superuser.query("set session_replication_role = 'replica'"); // in any order of the tables, without triggers
    for (const [index, { name, columns }] of tables.entries()) {
      await superuser.query(
        `insert into ${name} (${columns}) overriding system value select ${columns} from ${getCopy(index)}`,
      );
    }
    await superuser.query("set session_replication_role = 'origin'");
  };
}
