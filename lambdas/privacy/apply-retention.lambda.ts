/** Steps of the retention workflow: begins a run, deletes what is due of one place, and ends the run with its report. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { getDatabase } from '../shared/aws/database.ts';
import { openPersonKeyTable } from '../shared/aws/person-keys.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { openVersionStore } from '../shared/privacy/objects/object-versions.ts';
import { applyRetention, RetentionStep } from './retention/apply-retention.ts';

const dynamo = new DynamoDBClient({});
const s3 = new S3Client({});

export const handler = createRiskHandler(
  { name: 'privacy/apply-retention', input: RetentionStep },
  (request, telemetry) => {
    const stores = {
      keys: openPersonKeyTable(dynamo, requireEnv('PERSON_KEYS_TABLE')),
      objects: openVersionStore(s3),
      caseBucket: requireEnv('CASE_BUCKET'),
    };
    return applyRetention({ database: getDatabase(), stores, telemetry }, request);
  },
);
