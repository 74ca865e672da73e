/** The step of the workflow of a data subject's request: handles it, or records that it failed. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { openErasureList } from '../shared/aws/erasure-list.ts';
import { decryptLoadKey } from '../shared/aws/load-keys.ts';
import { openPersonKeyTable } from '../shared/aws/person-keys.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { openVersionStore } from '../shared/privacy/objects/object-versions.ts';
import { handleRequest } from './requests/handle-request.ts';
import { recordFailure } from './requests/record-end.ts';

const Input = z.object({
  request_id: z.uuid(),
  execution_id: z.string().min(1),
  /** Name of the error with which handling it ended. */
  failure: z.string().optional(),
});

const dynamo = new DynamoDBClient({});
const kms = new KMSClient({});
const store = openVersionStore(new S3Client({}));

export const handler = createRiskHandler({ name: 'privacy/handle-request', input: Input }, async (input) => {
  const database = getDatabase();
  const { failure, ...request } = input;
  if (failure !== undefined) return recordFailure(database, request, failure);
  const dependencies = {
    ...{ database, store },
    keys: openPersonKeyTable(dynamo, requireEnv('PERSON_KEYS_TABLE')),
    erasures: openErasureList(dynamo, requireEnv('ERASURES_TABLE'), Number(requireEnv('ERASURE_DAYS'))),
    decryptLoadKey: (load: string, encrypted: Buffer) =>
      decryptLoadKey(kms, requireEnv('PERSONAL_DATA_KEY'), load, encrypted),
    buckets: {
      landing: requireEnv('LANDING_BUCKET'),
      work: requireEnv('WORK_BUCKET'),
      cases: requireEnv('CASE_BUCKET'),
    },
  };
  return handleRequest(dependencies, request);
});
