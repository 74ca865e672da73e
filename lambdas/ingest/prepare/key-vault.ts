/** Creates the keys of loads with KMS, and stores the keys of persons in DynamoDB. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { createLoadKey } from '../../shared/aws/load-keys.ts';
import { openPersonKeyTable } from '../../shared/aws/person-keys.ts';
import { requireEnv } from '../../shared/env.ts';
import type { LoadKey, PersonKey } from '../../shared/personal-data/sealing.ts';

export interface KeyVault {
  createLoadKey(load: string): Promise<LoadKey>;
  putPersonKeys(keys: readonly PersonKey[]): Promise<void>;
}

let cachedVault: KeyVault | undefined;

/** The vault of this environment, created once. */
export function getKeyVault(): KeyVault {
  cachedVault ??= createKeyVault();
  return cachedVault;
}

function createKeyVault(): KeyVault {
  const kms = new KMSClient({});
  const personKeys = openPersonKeyTable(new DynamoDBClient({ maxAttempts: 10 }), requireEnv('PERSON_KEYS_TABLE'));
  return {
    createLoadKey: (load) => createLoadKey(kms, requireEnv('PERSONAL_DATA_KEY'), load),
    putPersonKeys: (keys) => personKeys.put(keys),
  };
}
