/** Finds the stored features of one part's applications: imported, joined and exported inside the database, as a set. */
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { batchApplicationsPrefix, batchLineageKey, batchRowsKey } from '../shared/object-keys.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { BatchPartInput } from './contract/batch-payload.ts';
import { buildFeatureColumns } from './exports/export-format.ts';

/** The export does not have the rows of the part. */
export class IncompleteJoin extends RiskError {}

type RunLineage = { run_id: string; lineage: unknown };

export const handler = createRiskHandler(
  { name: 'scoring/join-features', input: BatchPartInput },
  async ({ batch, part }) => {
    const { batch_id } = batch;
    const { bucket, region, kms_key } = getExportLocation();
    const key = batchRowsKey(batch_id, part.part);
    const prefix = batchApplicationsPrefix(batch_id, part.part);
    return getDatabase().transaction(async (tx) => {
      await tx.execute(readSqlFile('batches/create_batch_rows.sql'));
      await tx.query(readSqlFile('batches/import_rows.sql'), { bucket, key, region });
      await tx.execute(readSqlFile('batches/find_features.sql'));
      const lineages = await tx.query<RunLineage>(readSqlFile('batches/find_lineages.sql'));
      const columns = buildFeatureColumns(batch.read);
      const [exported] = await tx.query<{ rows: number }>(readSqlFile('batches/export_part.sql'), {
        ...{ columns, bucket, prefix, region, kms_key },
      });
      if (exported?.rows !== part.rows) {
        throw new IncompleteJoin(`part ${part.part} has ${exported?.rows} rows instead of ${part.rows}`);
      }
      const byRun = Object.fromEntries(lineages.map(({ run_id, lineage }) => [run_id, lineage]));
      await getObjectStore().putJson(bucket, batchLineageKey(batch_id, part.part), byRun);
      return { rows: exported.rows };
    });
  },
);
