/** Reads everything that the system stores as text, by name, so that a test can search it for a person. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Client } from 'pg';

/** Text by the name of what holds it. */
export type StoredText = Map<string, string>;

/** Names of what matches the pattern, sorted. */
export const findHolders = (stored: StoredText, pattern: RegExp): string[] =>
  [...stored].flatMap(([name, text]) => (pattern.test(text) ? [name] : [])).sort();

/** Reads every row of every table, whatever its schema. */
export async function readTables(client: Client): Promise<StoredText> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind in ('r', 'p') and not relispartition
     and relnamespace::regnamespace::text !~ '^(pg_|information_schema|aws_)'`,
  );
  const stored: StoredText = new Map();
  for (const { name } of rows) {
    const { rows: content } = await client.query(
      `select string_agg(to_jsonb(t)::text, chr(10)) as text from ${name} t`,
    );
    stored.set(name, content[0]?.text ?? '');
  }
  return stored;
}

/** Reads every object of every bucket, decompressed, by bucket and key. */
export async function readObjects(client: S3Client): Promise<StoredText> {
  const stored: StoredText = new Map();
  for (const { Name: Bucket = '' } of (await client.send(new ListBucketsCommand({}))).Buckets ?? []) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
      for (const { Key = '' } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        stored.set(`${Bucket}/${Key}`, toText(Buffer.from((await Body?.transformToByteArray()) ?? [])));
      }
    }
  }
  return stored;
}

function toText(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : bytes).toString('latin1');
}

/** Reads every item of every DynamoDB table. */
export async function readItems(): Promise<StoredText> {
  const client = new DynamoDBClient({});
  const stored: StoredText = new Map();
  for (const TableName of (await client.send(new ListTablesCommand({}))).TableNames ?? []) {
    const items = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
    stored.set(TableName, JSON.stringify(items));
  }
  client.destroy();
  return stored;
}

/** Reads the files of the database server, its write-ahead log included: what a physical backup copies. */
export async function readServerFiles(client: Client): Promise<StoredText> {
  await client.query('checkpoint');
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  const folder = rows[0]?.data_directory ?? '';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const stored: StoredText = new Map();
  for (const file of files) {
    const path = join(folder, file);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) stored.set(file, readFileSync(path, 'latin1'));
  }
  return stored;
}
