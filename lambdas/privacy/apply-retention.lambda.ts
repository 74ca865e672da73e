/** Steps of the retention workflow: begins a run, deletes what is due of one place, and ends the run with its report. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getDatabase } from '../shared/aws/database.ts';
import { openPersonKeyTable } from '../shared/aws/person-keys.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { applyRetention, RetentionStep } from './retention/apply-retention.ts';

const dynamo = new DynamoDBClient({});

export const handler = createRiskHandler(
  { name: 'privacy/apply-retention', input: RetentionStep },
  (request, telemetry) =>
    applyRetention(
      { database: getDatabase(), keys: openPersonKeyTable(dynamo, requireEnv('PERSON_KEYS_TABLE')), telemetry },
      request,
    ),
);
