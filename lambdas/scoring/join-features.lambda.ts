/** Finds the stored features of one part's applications: imported, joined and exported inside the database, as a set. */
import { database } from '../shared/aws/database.ts';
import { exportPlace } from '../shared/aws/export-location.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { RiskError } from '../shared/errors.ts';
import { riskHandler } from '../shared/handler.ts';
import { batchJoinedPrefix, batchLineageKey, batchRowsKey } from '../shared/object-keys.ts';
import { sqlFile } from '../shared/sql-file.ts';
import { BatchPartInput } from './contract/batch-payload.ts';
import { buildFeatureColumns } from './exports/export-format.ts';

/** The export does not have the rows of the part. */
export class IncompleteJoin extends RiskError {}

type RunLineage = { run_id: string; lineage: unknown };

export const handler = riskHandler(
  { name: 'scoring/join-features', input: BatchPartInput },
  async ({ batch, part }) => {
    const { batch_id } = batch;
    const { bucket, region, kms_key } = exportPlace();
    const key = batchRowsKey(batch_id, part.part);
    const prefix = batchJoinedPrefix(batch_id, part.part);
    return database().transaction(async (tx) => {
      await tx.execute(sqlFile('batches/stage_rows.sql'));
      await tx.query(sqlFile('batches/import_rows.sql'), { bucket, key, region });
      await tx.execute(sqlFile('batches/find_features.sql'));
      const lineages = await tx.query<RunLineage>(sqlFile('batches/lineage.sql'));
      const columns = buildFeatureColumns(batch.read);
      const [exported] = await tx.query<{ rows: number }>(sqlFile('batches/export_part.sql'), {
        ...{ columns, bucket, prefix, region, kms_key },
      });
      if (exported?.rows !== part.rows) {
        throw new IncompleteJoin(`part ${part.part} has ${exported?.rows} rows instead of ${part.rows}`);
      }
      const byRun = Object.fromEntries(lineages.map(({ run_id, lineage }) => [run_id, lineage]));
      await objectStore().putJson(bucket, batchLineageKey(batch_id, part.part), byRun);
      return { rows: exported.rows };
    });
  },
);
