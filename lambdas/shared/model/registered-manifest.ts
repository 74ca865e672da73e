/** Reads a model's registered manifest, which may be larger than a row of the Data API. */
import type { Sql } from '../aws/database.ts';
import { readSqlFile } from '../sql-file.ts';

/** Returns the manifest without its background rows, which only the model folder has; undefined where it is unknown. */
export async function readRegisteredManifest<Manifest>(database: Sql, version: string): Promise<Manifest | undefined> {
  const parts = await database.query<{ text: string }>(readSqlFile('serving/read_manifest.sql'), { version });
  return parts.length === 0 ? undefined : JSON.parse(parts.map(({ text }) => text).join(''));
}
