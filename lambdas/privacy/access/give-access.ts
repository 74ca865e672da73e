/** Handles an access request: gathers the package and stores it, for as long as its prefix keeps objects. */

import { json } from '../../shared/aws/database.ts';
import { type AccessFile, accessPackageKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { type GatheringDependencies, gatherPackage } from './gather-package.ts';
import { renderPackage } from './render-package.ts';

export interface AccessResult {
  tables: Record<string, number>;
  files: number;
  unread_files: number;
  personal_data: number;
  models: { version: string; stage: string }[];
  milliseconds: number;
}

export async function giveAccess(
  dependencies: GatheringDependencies,
  { request_id, customer_id, handled_by }: { request_id: string; customer_id: string; handled_by: string },
): Promise<AccessResult> {
  const started = performance.now();
  const { store, buckets, database } = dependencies;
  const pack = await gatherPackage(dependencies, customer_id);
  const put = (file: AccessFile, body: string, contentType: string) =>
    store.put(buckets.cases ?? '', accessPackageKey(request_id, file), body, contentType);
  await put('package.json', JSON.stringify(pack, null, 2), 'application/json');
  await put('package.html', renderPackage(pack), 'text/html; charset=utf-8');
  const result = {
    tables: Object.fromEntries(pack.tables.map(({ table, rows }) => [table, rows.length])),
    files: pack.files.length,
    unread_files: pack.unread_files,
    personal_data: pack.personal_data.length,
    models: pack.models,
    milliseconds: Math.round(performance.now() - started),
  };
  const { models, ...numbers } = result;
  await database.query(readSqlFile('privacy/record_event.sql'), {
    ...{ actor: handled_by, action: 'person.accessed', subject: request_id },
    detail: json({ ...numbers, models: models.length }),
  });
  return result;
}
