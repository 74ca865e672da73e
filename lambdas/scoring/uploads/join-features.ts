/** Joins a part's applications with their newest published features, inside the database. */
import type { Database } from '../../shared/aws/database.ts';
import type { ExportLocation } from '../../shared/aws/export-location.ts';
import { RiskError } from '../../shared/errors.ts';
import { buildFeatureColumns } from '../../shared/exports/export-format.ts';
import { batchApplicationsPrefix, batchLineagePrefix, batchRowsKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { BatchPartInput } from '../contract/batch-payload.ts';

/** The export does not have the rows of the part. */
class IncompleteJoin extends RiskError {}

export interface JoinFeaturesDependencies {
  database: Database;
  exportLocation: ExportLocation;
}

/**
 * Imports the part's ids, joins them as one set and exports the rows, and the lineage of each run under a second
 * prefix.
 * @throws {IncompleteJoin} when the export does not have the part's rows
 */
export async function joinFeatures(
  { database, exportLocation }: JoinFeaturesDependencies,
  { batch: { batch_id, read }, part: { part, rows } }: BatchPartInput,
): Promise<{ rows: number }> {
  const { bucket, region, kms_key } = exportLocation;
  const [prefix, lineagePrefix] = [batchApplicationsPrefix(batch_id, part), batchLineagePrefix(batch_id, part)];
  return database.transaction(async (tx) => {
    await tx.execute(readSqlFile('batches/create_batch_rows.sql'));
    await tx.query(readSqlFile('batches/import_rows.sql'), { bucket, key: batchRowsKey(batch_id, part), region });
    await tx.execute(readSqlFile('batches/find_features.sql'));
    const lineages = { bucket, prefix: lineagePrefix, region, kms_key };
    await tx.query(readSqlFile('batches/export_lineages.sql'), lineages);
    const [exported] = await tx.query<{ rows: number }>(readSqlFile('batches/export_part.sql'), {
      columns: buildFeatureColumns(read),
      ...{ bucket, prefix, region, kms_key },
    });
    if (exported?.rows !== rows) {
      throw new IncompleteJoin(`part ${part} has ${exported?.rows} rows instead of ${rows}`);
    }
    return { rows };
  });
}
