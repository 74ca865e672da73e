/** Connects an erasure to the database, the keys of persons and the list of erasures, as the operator. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { openErasureList } from '../../lambdas/shared/aws/erasure-list.ts';
import { openPersonKeyTable } from '../../lambdas/shared/aws/person-keys.ts';
import type { ErasureDependencies } from '../../lambdas/shared/erasure/erase-customer.ts';
import { openVersionStore } from '../../lambdas/shared/privacy/objects/object-versions.ts';
import { getErasureDays } from '../../lib/backup-retention.ts';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';

/** Call it after the environment's variables are set, because the clients read them. */
export function openErasure(
  { environment, parameter }: OperatorEnvironment,
  { searchesFiles = false }: { searchesFiles?: boolean } = {},
): ErasureDependencies {
  const client = new DynamoDBClient({});
  const keptDays = getErasureDays(loadEnvironmentConfig(environment));
  return {
    database: getDatabase('risk_privacy'),
    keys: openPersonKeyTable(client, parameter('privacy/person-keys-table')),
    erasures: openErasureList(client, parameter('privacy/erasures-table'), keptDays),
    ...(searchesFiles && {
      buckets: {
        store: openVersionStore(new S3Client({ forcePathStyle: environment === 'local' })),
        names: { landing: parameter('landing/bucket'), work: parameter('work/bucket') },
      },
    }),
  };
}
