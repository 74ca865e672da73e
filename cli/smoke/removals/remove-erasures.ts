/** Removes the entries of the erased sample customer from the list of erasures, which a restore would repeat. */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openErasureList } from '../../../lambdas/shared/aws/erasure-list.ts';
import { SAMPLE_IDS } from '../sample.ts';
import type { Removal } from '../smoke-step.ts';

export const erasuresRemoval: Removal = {
  name: 'entries in the list of erasures',
  async remove({ parameter }) {
    const client = new DynamoDBClient({});
    const TableName = parameter('privacy/erasures-table');
    const erasures = await openErasureList(client, TableName, 0).list();
    for (const { customer_id, erased_at } of erasures) {
      if (customer_id !== SAMPLE_IDS.erased) continue;
      const Key = { customer_id: { S: customer_id }, erased_at: { S: erased_at } };
      await client.send(new DeleteItemCommand({ TableName, Key }));
    }
  },
};
