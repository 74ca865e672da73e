/**
 * Reads and writes objects in S3: small ones as JSON, large ones as streams in bounded memory. The caller names bucket
 * and key; object-keys.ts builds the keys.
 */
import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { RiskError } from '../errors.ts';

/** The requested object does not exist. */
export class ObjectMissing extends RiskError {
  constructor(bucket: string, key: string, options?: ErrorOptions) {
    super(`there is no object s3://${bucket}/${key}`, options);
  }
}

/** The object no longer has the requested content. */
export class ObjectReplaced extends RiskError {
  constructor(bucket: string, key: string, options?: ErrorOptions) {
    super(`the object s3://${bucket}/${key} was replaced`, options);
  }
}

/** The object should contain JSON and does not. */
export class ObjectNotJson extends RiskError {
  constructor(bucket: string, key: string) {
    super(`the object s3://${bucket}/${key} is not JSON`);
  }
}

/** The object is too large to read as a whole. */
export class ObjectTooLarge extends RiskError {
  constructor(bucket: string, key: string, maxBytes: number) {
    super(`the object s3://${bucket}/${key} has more than ${maxBytes} bytes`);
  }
}

/** Properties of an object in a listing. */
export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** Without the surrounding quotes. */
  etag: string;
  lastModified: Date;
}

/** Properties of an object without its bytes. */
export interface ObjectHead extends StoredObject {
  /** Undefined when the bucket keeps no versions. */
  versionId: string | undefined;
  contentEncoding: string | undefined;
  contentType: string | undefined;
  metadata: Record<string, string>;
  /** What keeps the object from being deleted; undefined where nothing does. */
  lock?: ObjectLock | undefined;
}

/** S3 Object Lock of one version of an object. */
export interface ObjectLock {
  mode: 'governance' | 'compliance';
  until: Date;
}

export interface PutOptions {
  /** `gzip` makes aws_s3 decompress the object. */
  contentEncoding?: 'gzip';
  contentType?: string;
}

export interface ReadOptions {
  /** Requires exactly the content with this etag. */
  etag?: string;
  /** Refuses a larger object before it is read: for objects that others write. */
  maxBytes?: number;
}

export interface ObjectStore {
  /**
   * Reads and parses a whole object. For small documents such as manifests, not for data.
   * @throws {ObjectMissing} when it does not exist
   * @throws {ObjectReplaced} when its content no longer has the etag
   * @throws {ObjectTooLarge} when it has more than `maxBytes`
   * @throws {ObjectNotJson} when it cannot be parsed
   */
  getJson(bucket: string, key: string, options?: ReadOptions): Promise<unknown>;
  /**
   * Returns the bytes of an object, or of one version of it, as they are stored: a gzip object stays compressed. The
   * caller consumes or destroys the stream.
   * @throws {ObjectMissing} when it does not exist
   */
  getStream(bucket: string, key: string, versionId?: string): Promise<Readable>;
  /**
   * Returns the bytes from `start` to `end` (excluded), of which there is at least one.
   * @param etag requires exactly the content with this etag
   * @throws {ObjectMissing} when the object does not exist
   * @throws {ObjectReplaced} when its content no longer has the etag
   */
  getRange(bucket: string, key: string, start: number, end: number, etag?: string): Promise<Buffer>;
  /** Stores a stream of unknown length. The object becomes visible only after the stream has ended without error. */
  putStream(bucket: string, key: string, body: Readable, options?: PutOptions): Promise<{ etag: string }>;
  putJson(bucket: string, key: string, value: unknown): Promise<{ etag: string }>;
  /** Lists every object under a prefix in key order, page by page. */
  list(bucket: string, prefix: string): AsyncGenerator<StoredObject>;
  /**
   * Reads the properties of an object without its bytes.
   * @throws {ObjectMissing} when it does not exist
   */
  head(bucket: string, key: string): Promise<ObjectHead>;
  /**
   * Stores bytes under a key that has no object yet, by S3's conditional write (`If-None-Match`).
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
   * @returns whether they were stored; false leaves the present object as it is
   */
  putOnce(bucket: string, key: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * Stores bytes only where the object still has this etag (`If-Match`), or still does not exist (null).
   * @returns whether they were stored
   */
  putIf(bucket: string, key: string, bytes: Uint8Array, etag: string | null): Promise<boolean>;
}

/** The object has another content (412), is being written (409), or was deleted (404). */
const OVERTAKEN_ERRORS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

interface ObjectLocation {
  bucket: string;
  key: string;
}

/** Windows' tools begin a text file with it; JSON.parse does not accept it. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Size of an upload's parts, of which at most four are in memory. S3's 10,000 parts then hold a stream of 156 GiB. */
const PART_SIZE_BYTES = 16 * 1024 * 1024;

/** Creates an object store on a client. Its functions need no `this`. */
export function createObjectStore(s3: S3Client): ObjectStore {
  const get = (
    bucket: string,
    key: string,
    conditions: Pick<GetObjectCommandInput, 'VersionId' | 'IfMatch' | 'Range'> = {},
  ) => translateErrors(bucket, key, () => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...conditions })));
  return {
    async getJson(bucket, key, { etag, maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const { Body, ContentLength } = await get(bucket, key, etag === undefined ? {} : { IfMatch: `"${etag}"` });
      if (ContentLength === undefined || ContentLength > maxBytes) {
        (Body as Readable | undefined)?.destroy();
        throw new ObjectTooLarge(bucket, key, maxBytes);
      }
      const text = (await Body?.transformToString('utf-8')) ?? '';
      try {
        return JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
      } catch {
        throw new ObjectNotJson(bucket, key); // without the cause, whose message repeats the beginning of the text
      }
    },
    async getStream(bucket, key, versionId) {
      const { Body } = await get(bucket, key, { VersionId: versionId });
      return Body as Readable; // in Node the body is always one
    },
    async getRange(bucket, key, start, end, etag) {
      const condition = etag === undefined ? {} : { IfMatch: `"${etag}"` };
      const { Body } = await get(bucket, key, { Range: `bytes=${start}-${end - 1}`, ...condition });
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    putStream: (bucket, key, body, options) => upload(s3, { bucket, key }, body, options),
    async putJson(bucket, key, value) {
      const document = { Body: JSON.stringify(value), ContentType: 'application/json' };
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...document }));
      return { etag: unquote(ETag) };
    },
    list: (bucket, prefix) => listPages(s3, bucket, prefix),
    head: (bucket, key) => translateErrors(bucket, key, () => readHead(s3, bucket, key)),
    putOnce: (bucket, key, bytes) =>
      putWhere(s3, { Bucket: bucket, Key: key, Body: bytes, IfNoneMatch: '*' }, ['PreconditionFailed']),
    putIf(bucket, key, bytes, etag) {
      const condition = etag === null ? { IfNoneMatch: '*' } : { IfMatch: `"${etag}"` };
      return putWhere(s3, { Bucket: bucket, Key: key, Body: bytes, ...condition }, OVERTAKEN_ERRORS);
    },
  };
}

/** A conditional write. @returns false for one of the `failures`, by the names of S3's errors */
async function putWhere(client: S3Client, put: PutObjectCommandInput, failures: readonly string[]): Promise<boolean> {
  try {
    await client.send(new PutObjectCommand(put));
    return true;
  } catch (error) {
    if (error instanceof Error && failures.includes(error.name)) return false;
    throw error;
  }
}

async function upload(client: S3Client, to: ObjectLocation, body: Readable, options: PutOptions = {}) {
  const parts = new Upload({
    client,
    params: {
      Bucket: to.bucket,
      Key: to.key,
      Body: body,
      ContentEncoding: options.contentEncoding,
      ContentType: options.contentType,
    },
    partSize: PART_SIZE_BYTES,
    queueSize: 4,
  });
  const { ETag } = await parts.done();
  return { etag: unquote(ETag) };
}

async function* listPages(client: S3Client, bucket: string, prefix: string): AsyncGenerator<StoredObject> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      yield { key: Key, sizeBytes: Size ?? 0, etag: unquote(ETag), lastModified: LastModified ?? new Date(0) };
    }
  }
}

async function readHead(client: S3Client, bucket: string, key: string): Promise<ObjectHead> {
  const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return {
    key,
    sizeBytes: head.ContentLength ?? 0,
    etag: unquote(head.ETag),
    lastModified: head.LastModified ?? new Date(0),
    versionId: head.VersionId,
    contentEncoding: head.ContentEncoding,
    contentType: head.ContentType,
    metadata: head.Metadata ?? {},
    lock:
      head.ObjectLockMode && head.ObjectLockRetainUntilDate
        ? {
            mode: head.ObjectLockMode === 'COMPLIANCE' ? 'compliance' : 'governance',
            until: head.ObjectLockRetainUntilDate,
          }
        : undefined,
  };
}

async function translateErrors<T>(bucket: string, key: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    if (name === 'PreconditionFailed') throw new ObjectReplaced(bucket, key, { cause });
    // The response of HeadObject has no body, so its error has another name.
    const missing = ['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(name);
    throw missing ? new ObjectMissing(bucket, key, { cause }) : cause;
  }
}

const unquote = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

let defaultStore: ObjectStore | undefined;

/** Returns the object store for the region and role of this process, created once. */
export function getObjectStore(): ObjectStore {
  defaultStore ??= createObjectStore(new S3Client({}));
  return defaultStore;
}
