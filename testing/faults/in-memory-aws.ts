/**
 * Replaces S3, SSM, Step Functions, KMS and DynamoDB in memory for the daily workflow's functions, because a seed of the
 * fault test makes hundreds of calls that are not what it tests. Writes work objects to files that the database imports.
 */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { readSimulatedHistory } from '../workflows/execute-state-machine.ts';

interface StoredObject {
  bytes: Buffer;
  etag: string;
  versionId: string;
  encoding: string | undefined;
}

export interface InMemoryAws {
  /** The newest version of each object, by `bucket/key`. */
  objects: Map<string, StoredObject>;
  /** Keys of persons in DynamoDB, by `customer_id key_id`. */
  personKeys: Map<string, { wrapped: Buffer; load_key: Buffer }>;
  /** Keys of loads, by their encrypted form. Outside of tests only KMS knows them. */
  loadKeys: Map<string, KeyObject>;
  put(bucket: string, key: string, bytes: Buffer | string): void;
  /** SSM parameters by name. */
  parameters: Map<string, string>;
  /** ARNs of the running executions. */
  running: Set<string>;
}

type State = Omit<InMemoryAws, 'put'> & {
  folder: string;
  /** Every version of each landing object, by `bucket/key?id`. */
  versions: Map<string, StoredObject>;
};

/**
 * Makes the AWS clients of this process call it.
 * @param folder receives the text of work objects, each under the MD5 of its `bucket/key`
 */
export function startInMemoryAws(folder: string): InMemoryAws {
  const aws: State = {
    folder,
    objects: new Map(),
    versions: new Map(),
    personKeys: new Map(),
    loadKeys: new Map(),
    parameters: new Map(),
    running: new Set(),
  };
  for (const client of [S3Client, SSMClient, SFNClient, KMSClient, DynamoDBClient]) {
    client.prototype.send = (async (command: Command) => handleCommand(aws, command)) as never;
  }
  return { ...aws, put: (bucket, key, bytes) => void storeObject(aws, `${bucket}/${key}`, Buffer.from(bytes)) };
}

interface Command {
  // biome-ignore lint/suspicious/noExplicitAny: commands of every kind pass
  input: any;
  constructor: { name: string };
}

const createError = (name: string) => Object.assign(new Error(name), { name });

async function handleCommand(aws: State, { input, constructor: { name } }: Command): Promise<object> {
  const path = `${input.Bucket}/${input.Key}`;
  switch (name) {
    case 'PutObjectCommand': {
      const bytes = input.Body instanceof Readable ? await buffer(input.Body) : Buffer.from(input.Body);
      return { ETag: storeObject(aws, path, bytes, input.ContentEncoding).etag };
    }
    case 'HeadObjectCommand':
    case 'GetObjectCommand':
      return readObject(aws, path, input);
    case 'ListObjectsV2Command':
      return { Contents: listObjects(aws, input) };
    case 'GetParameterCommand':
      if (!aws.parameters.has(input.Name)) throw createError('ParameterNotFound');
      return { Parameter: { Name: input.Name, Value: aws.parameters.get(input.Name) } };
    case 'DescribeExecutionCommand':
      return { status: aws.running.has(input.executionArn) ? 'RUNNING' : 'ABORTED' };
    case 'GetExecutionHistoryCommand':
      return { events: readSimulatedHistory(input.executionArn) };
    case 'GenerateDataKeyCommand':
      return generateDataKey(aws);
    case 'BatchWriteItemCommand':
      for (const requests of Object.values<PutKey[]>(input.RequestItems))
        for (const put of requests) storePersonKey(aws, put);
      return { UnprocessedItems: {} };
    default:
      throw new Error(`the fault test knows no ${name}`);
  }
}

function storeObject(
  { folder, objects, versions }: State,
  path: string,
  bytes: Buffer,
  encoding?: string,
): StoredObject {
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const object = { bytes, etag, versionId: String(versions.size + 1), encoding };
  objects.set(path, object);
  if (path.startsWith('work-bucket/')) {
    const text = encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    writeFileSync(join(folder, createHash('md5').update(path).digest('hex')), text);
  } else versions.set(`${path}?${object.versionId}`, object);
  return object;
}

function readObject(
  { objects, versions }: State,
  path: string,
  request: { VersionId?: string; IfMatch?: string },
): object {
  const object = request.VersionId ? versions.get(`${path}?${request.VersionId}`) : objects.get(path);
  if (!object) throw createError('NoSuchKey');
  if (request.IfMatch && request.IfMatch !== object.etag) throw createError('PreconditionFailed');
  const { bytes, etag, versionId, encoding } = object;
  const Body = Object.assign(Readable.from([bytes]), { transformToString: async () => bytes.toString() });
  return { Body, ETag: etag, VersionId: versionId, ContentLength: bytes.length, ContentEncoding: encoding };
}

function listObjects({ objects }: State, { Bucket, Prefix = '' }: { Bucket: string; Prefix?: string }): object[] {
  const paths = [...objects.keys()].filter((path) => path.startsWith(`${Bucket}/${Prefix}`)).sort();
  return paths.map((path) => {
    const { bytes, etag } = objects.get(path) as StoredObject;
    return { Key: path.slice(Bucket.length + 1), ETag: etag, Size: bytes.length };
  });
}

function generateDataKey({ loadKeys }: State): object {
  const [plain, encrypted] = [randomBytes(32), randomBytes(48)];
  loadKeys.set(encrypted.toString('base64'), createSecretKey(plain));
  return { Plaintext: plain, CiphertextBlob: encrypted };
}

interface Text {
  S: string;
}
interface Bytes {
  B: Uint8Array;
}
interface PutKey {
  PutRequest: { Item: { customer_id: Text; key_id: Text; wrapped: Bytes; load_key: Bytes } };
}

function storePersonKey({ personKeys }: State, { PutRequest: { Item } }: PutKey): void {
  const [wrapped, load_key] = [Buffer.from(Item.wrapped.B), Buffer.from(Item.load_key.B)];
  personKeys.set(`${Item.customer_id.S} ${Item.key_id.S}`, { wrapped, load_key });
}
