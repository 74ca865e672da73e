/** Step of a recovery that erases again who was erased since the restored state. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { listErasures } from '../shared/aws/erasure-list.ts';
import { openPersonKeyTable } from '../shared/aws/person-keys.ts';
import { requireEnv } from '../shared/env.ts';
import { repeatErasures } from '../shared/erasure/erase-customer.ts';
import { createRiskHandler } from '../shared/handler.ts';

const Input = z.object({
  cluster_arn: z.string().min(1),
  state_at: z.iso.datetime(),
  /**
   * Deletes the persons' keys too. Only for a cluster that is about to serve: until then the keys belong to the serving
   * one, where a customer who was delivered again since the erasure has new ones.
   */
  with_keys: z.boolean(),
  execution_id: z.string().min(1),
});

const client = new DynamoDBClient({});

export const handler = createRiskHandler(
  { name: 'recovery/repeat-erasures', input: Input },
  async ({ cluster_arn, state_at, with_keys, execution_id }) => {
    const keys = openPersonKeyTable(client, requireEnv('PERSON_KEYS_TABLE'));
    const dependencies = {
      database: getDatabase('risk_privacy', cluster_arn),
      keys: with_keys ? keys : { ...keys, erase: async () => 0 },
      erasures: { list: () => listErasures(client, requireEnv('ERASURES_TABLE')) },
      isIsolated: true,
    };
    return { repeated: await repeatErasures(dependencies, state_at, execution_id) };
  },
);
