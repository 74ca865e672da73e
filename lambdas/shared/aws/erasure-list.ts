/** The list of erasures in DynamoDB. An item expires when the last backup with the customer's rows has expired. */
import { type DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Erasure, ErasureList } from '../personal-data/erasures.ts';

const DAY_SECONDS = 86_400;

/**
 * Opens the table of erasures, whose key is customer_id and erased_at.
 * @param keptDays how long a backup of the database lasts
 */
export function openErasureList(client: DynamoDBClient, table: string, keptDays: number): ErasureList {
  return {
    async record({ customer_id, erased_at, erasure_id, with_scores }) {
      const expires_at = Math.ceil(Date.parse(erased_at) / 1000) + keptDays * DAY_SECONDS;
      const Item = {
        customer_id: { S: customer_id },
        erased_at: { S: erased_at },
        erasure_id: { S: erasure_id },
        with_scores: { BOOL: with_scores },
        expires_at: { N: String(expires_at) },
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    list: () => listErasures(client, table),
  };
}

/** Lists the erasures of the table that have not expired, oldest first. */
export async function listErasures(client: DynamoDBClient, table: string): Promise<Erasure[]> {
  const erasures: Erasure[] = [];
  // The list is short, because items expire: a scan needs no index.
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const { customer_id, erased_at, erasure_id, with_scores } of Items) {
      erasures.push({
        customer_id: customer_id?.S ?? '',
        erased_at: erased_at?.S ?? '',
        erasure_id: erasure_id?.S ?? '',
        with_scores: with_scores?.BOOL ?? false,
      });
    }
  }
  return erasures.sort((a, b) => a.erased_at.localeCompare(b.erased_at));
}
