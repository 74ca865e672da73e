/** Lambda of the daily workflow: prepares one delivered file for the import (prepare/prepare-file.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { getDeliveryLimits } from '../shared/landing/delivery-limits.ts';
import { returnRefusal } from '../shared/landing/refusals.ts';
import { DeliveredFile, Run } from '../shared/runs/run.ts';
import { getKeyVault } from './prepare/key-vault.ts';
import { prepareFile } from './prepare/prepare-file.ts';

const Input = z.object({ run: Run, file: DeliveredFile });

export const handler = createRiskHandler({ name: 'ingest/prepare-file', input: Input }, ({ run, file }) =>
  returnRefusal({ table: file.table, file: file.name }, async () => {
    const buckets = { landing: requireEnv('LANDING_BUCKET'), work: requireEnv('WORK_BUCKET') };
    const limits = getDeliveryLimits();
    const dependencies = { database: getDatabase(), store: getObjectStore(), buckets, vault: getKeyVault(), limits };
    const prepared = await prepareFile(dependencies, run, file);
    return { outcome: 'prepared', table: file.table, file: file.name, ...prepared };
  }),
);
