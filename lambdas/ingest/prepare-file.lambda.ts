/** Streams one delivered file into parts that the database can import. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createLoadKey } from '../shared/aws/load-keys.ts';
import { getObjectStore, ObjectMissing } from '../shared/aws/object-store.ts';
import { openPersonKeyTable } from '../shared/aws/person-keys.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { attemptKey } from '../shared/object-keys.ts';
import { DeliveredFile, Run } from '../shared/runs/run.ts';
import { DeliveryRefused, returnRefusal } from './contract/refusals.ts';
import { type GzipUpload, PART_LIMITS } from './prepare/part-writer.ts';
import type { KeyVault } from './prepare/person-sealer.ts';
import { prepareStream } from './prepare/prepare-stream.ts';
import { recordLoad } from './prepare/record-load.ts';

const input = z.object({ run: Run, file: DeliveredFile });

export const handler = createRiskHandler({ name: 'ingest/prepare-file', input }, ({ run, file }) =>
  returnRefusal({ table: file.table, file: file.name }, async () => {
    // What is imported is what this attempt wrote: another one, however late, writes beside it.
    const attempt = randomUUID().slice(0, 8);
    const put = putBelow((key) => attemptKey(key, attempt));
    const prepared = await prepareStream(run, file, await open(file), put, PART_LIMITS, keyVault());
    await recordLoad(getDatabase(), run, file, prepared);
    const { delivered, rejected } = prepared;
    const parts = prepared.parts.map((part) => ({ ...part, key: attemptKey(part.key, attempt) }));
    return { outcome: 'prepared', table: file.table, file: file.name, parts, delivered, rejected };
  }),
);

/**
 * The very version that was there when the manifest was verified: what the lender has written over it since is for
 * another run. It may be gone all the same.
 */
const open = (file: DeliveredFile) =>
  getObjectStore()
    .getStream(requireEnv('LANDING_BUCKET'), file.key, file.version_id)
    .catch((error) => {
      throw error instanceof ObjectMissing
        ? new DeliveryRefused('MissingFile', `${file.name} is not in the delivery`)
        : error;
    });

const putBelow =
  (placed: (key: string) => string): GzipUpload =>
  async (key, body) => {
    const options = { contentEncoding: 'gzip', contentType: 'text/csv' } as const;
    await getObjectStore().putStream(requireEnv('WORK_BUCKET'), placed(key), body, options);
  };

let ownVault: KeyVault | undefined;

/** Keys by KMS, kept in DynamoDB; made once. */
function keyVault(): KeyVault {
  if (ownVault) return ownVault;
  const kms = new KMSClient({});
  const personKeys = openPersonKeyTable(new DynamoDBClient({ maxAttempts: 10 }), requireEnv('PERSON_KEYS_TABLE'));
  ownVault = {
    createLoadKey: (load) => createLoadKey(kms, requireEnv('PERSONAL_DATA_KEY'), load),
    putPersonKeys: (keys) => personKeys.put(keys),
  };
  return ownVault;
}
