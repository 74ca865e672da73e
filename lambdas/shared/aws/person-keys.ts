/** The table of persons' keys in DynamoDB: customer_id and key_id are its key, and there is no other way to an item. */
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

/** DynamoDB went on leaving items unprocessed: it is throttled far below what the load needs. */
export class PersonKeysNotWritten extends RiskError {
  constructor(items: number) {
    super(`${items} keys of persons were not written, after ${MAX_ATTEMPTS} attempts`);
  }
}

/** As many as one BatchWriteItem takes. */
const BATCH_ITEMS = 25;
/** Batches under way at once: enough to hide the network, few enough for a new table's capacity. */
const CONCURRENT_BATCHES = 8;
const MAX_ATTEMPTS = 10;

interface KeyTable {
  client: DynamoDBClient;
  table: string;
  /** The first pause before what was left unprocessed is sent again; doubled each time. */
  pauseMilliseconds: number;
}

/** Keys in this table. Reads see what was written before. With the usual pause a throttled batch gives up after 20 s. */
export function openPersonKeyTable(client: DynamoDBClient, table: string, pauseMilliseconds = 50): PersonKeyStore {
  const place = { client, table, pauseMilliseconds };
  return {
    async put(keys) {
      await writeAll(place, keys.map(buildPutRequest));
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
      const found: WriteRequest[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, buildQuery(table, customerId))) {
        for (const { key_id } of Items) {
          found.push({ DeleteRequest: { Key: buildItemKey(customerId, key_id?.S as string) } });
        }
      }
      await writeAll(place, found);
      return found.length;
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

async function writeAll(place: KeyTable, requests: WriteRequest[]): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < requests.length) {
      const batch = requests.slice(next, next + BATCH_ITEMS);
      next += BATCH_ITEMS;
      await writeBatch(place, batch);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_BATCHES }, writer));
}

/** Sends again what DynamoDB leaves unprocessed, with pauses that grow and differ between writers. */
async function writeBatch({ client, table, pauseMilliseconds }: KeyTable, batch: WriteRequest[]): Promise<void> {
  let left = batch;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep((0.5 + Math.random() / 2) * pauseMilliseconds * 2 ** (attempt - 1));
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
  }
  throw new PersonKeysNotWritten(left.length);
}
