/** Reads, writes and erases the keys of persons in DynamoDB. The table's key is customer_id and key_id. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { RiskError } from '../errors.ts';
import type { PersonKeyStore } from '../personal-data/person.ts';
import type { PersonKey } from '../personal-data/sealing.ts';

/** DynamoDB keeps returning items as unprocessed: the table's capacity is far below what the load needs. */
export class PersonKeysNotWritten extends RiskError {
  constructor(items: number) {
    super(`${items} keys of persons were not written, after ${MAX_ATTEMPTS} attempts`);
  }
}

/** Limit of one BatchWriteItem. */
const BATCH_ITEMS = 25;
/** Enough to hide the network's latency, few enough for the capacity of a new table. */
const CONCURRENT_BATCHES = 8;
const MAX_ATTEMPTS = 10;

interface KeyTable {
  client: DynamoDBClient;
  table: string;
  /** The pause before the first retry of unprocessed items; it doubles each time. */
  pauseMilliseconds: number;
}

/** Opens the table of keys. Reads are consistent. With the default pause a throttled batch fails after 20 s. */
export function openPersonKeyTable(client: DynamoDBClient, table: string, pauseMilliseconds = 50): PersonKeyStore {
  const keyTable = { client, table, pauseMilliseconds };
  return {
    async put(keys) {
      await writeAll(keyTable, keys.map(buildPutRequest));
    },
    async get(customerId, keyId) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: buildItemKey(customerId, keyId), ConsistentRead: true }),
      );
      if (!Item) return undefined;
      const [wrapped, load_key] = [Item.wrapped?.B, Item.load_key?.B].map((bytes) => Buffer.from(bytes as Uint8Array));
      return { customer_id: customerId, key_id: keyId, wrapped, load_key } as PersonKey;
    },
    async erase(customerId) {
      const deletions: WriteRequest[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, buildQuery(table, customerId))) {
        for (const { key_id } of Items) {
          deletions.push({ DeleteRequest: { Key: buildItemKey(customerId, key_id?.S as string) } });
        }
      }
      await writeAll(keyTable, deletions);
      return deletions.length;
    },
  };
}

const buildItemKey = (customerId: string, keyId: string) => ({ customer_id: { S: customerId }, key_id: { S: keyId } });

const buildPutRequest = ({ customer_id, key_id, wrapped, load_key }: PersonKey): WriteRequest => ({
  PutRequest: { Item: { ...buildItemKey(customer_id, key_id), wrapped: { B: wrapped }, load_key: { B: load_key } } },
});

const buildQuery = (TableName: string, customerId: string) => ({
  TableName,
  ConsistentRead: true,
  KeyConditionExpression: 'customer_id = :customer_id',
  ProjectionExpression: 'key_id',
  ExpressionAttributeValues: { ':customer_id': { S: customerId } },
});

async function writeAll(keyTable: KeyTable, requests: WriteRequest[]): Promise<void> {
  let next = 0;
  const writeBatches = async () => {
    while (next < requests.length) {
      const batch = requests.slice(next, next + BATCH_ITEMS);
      next += BATCH_ITEMS;
      await writeBatch(keyTable, batch);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_BATCHES }, writeBatches));
}

/** Retries unprocessed items with pauses that grow and differ between writers. */
async function writeBatch({ client, table, pauseMilliseconds }: KeyTable, batch: WriteRequest[]): Promise<void> {
  let unprocessed = batch;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep((0.5 + Math.random() / 2) * pauseMilliseconds * 2 ** (attempt - 1));
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: unprocessed } });
    const { UnprocessedItems } = await client.send(command);
    unprocessed = UnprocessedItems?.[table] ?? [];
    if (unprocessed.length === 0) return;
  }
  throw new PersonKeysNotWritten(unprocessed.length);
}
