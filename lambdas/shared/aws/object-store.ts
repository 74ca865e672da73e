/**
 * Objects in S3: small ones as JSON, large ones as streams that are never held. Buckets and keys come from the caller;
 * keys from object-keys.ts.
 */
import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { RiskError } from '../errors.ts';

/** The object that was asked for does not exist. */
export class ObjectMissing extends RiskError {
  constructor(bucket: string, key: string, options?: ErrorOptions) {
    super(`there is no object s3://${bucket}/${key}`, options);
  }
}

/** The object has another content than the one that was asked for. */
export class ObjectReplaced extends RiskError {
  constructor(bucket: string, key: string, options?: ErrorOptions) {
    super(`the object s3://${bucket}/${key} was replaced`, options);
  }
}

/** An object that should hold JSON does not. */
export class ObjectNotJson extends RiskError {
  constructor(bucket: string, key: string, options?: ErrorOptions) {
    super(`the object s3://${bucket}/${key} is not JSON`, options);
  }
}

export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** Without the quotes around it. */
  etag: string;
  lastModified: Date;
}

export interface ObjectHead extends StoredObject {
  /** Undefined where the bucket keeps no versions. */
  versionId: string | undefined;
  contentEncoding: string | undefined;
  contentType: string | undefined;
  metadata: Record<string, string>;
}

export interface PutOptions {
  /** `gzip` tells aws_s3 that an object is compressed. */
  contentEncoding?: 'gzip';
  contentType?: string;
}

export interface ObjectStore {
  /**
   * A whole object, parsed: for documents of this system's own making (manifests, markers), not for data.
   * With `etag`, that very content of it.
   * @throws {ObjectMissing} when it does not exist
   * @throws {ObjectReplaced} when its content is another one by now
   * @throws {ObjectNotJson} when it can't be parsed
   */
  getJson(bucket: string, key: string, etag?: string): Promise<unknown>;
  /**
   * The bytes of an object, or of one version of it, as they are stored: a gzip object stays compressed. The caller ends
   * or destroys the stream.
   * @throws {ObjectMissing} when it does not exist
   */
  getStream(bucket: string, key: string, versionId?: string): Promise<Readable>;
  /** Stores a stream of unknown length; nothing is visible under the key before the stream has ended well. */
  putStream(bucket: string, key: string, body: Readable, options?: PutOptions): Promise<{ etag: string }>;
  putJson(bucket: string, key: string, value: unknown): Promise<{ etag: string }>;
  /** Every object under a prefix in the order of its key, page by page. */
  list(bucket: string, prefix: string): AsyncGenerator<StoredObject>;
  /**
   * What S3 knows of an object without its bytes.
   * @throws {ObjectMissing} when it does not exist
   */
  head(bucket: string, key: string): Promise<ObjectHead>;
  /**
   * Copies an object of up to 5 GiB with its headers, inside S3.
   * @throws {ObjectMissing} when the source does not exist
   */
  copy(from: ObjectLocation, to: ObjectLocation): Promise<{ etag: string }>;
}

export interface ObjectLocation {
  bucket: string;
  key: string;
}

/** Parts of an upload are this big, at most four in memory: a stream of up to 156 GiB fits S3's 10,000 parts. */
const PART_SIZE_BYTES = 16 * 1024 * 1024;

/** An object store over a client of the caller's; its functions need no `this`. */
export function createObjectStore(s3: S3Client): ObjectStore {
  const get = (bucket: string, key: string, which: { VersionId?: string; IfMatch?: string } = {}) =>
    translateErrors(bucket, key, () => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...which })));
  return {
    async getJson(bucket, key, etag) {
      const { Body } = await get(bucket, key, etag === undefined ? {} : { IfMatch: `"${etag}"` });
      const text = (await Body?.transformToString('utf-8')) ?? '';
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new ObjectNotJson(bucket, key, { cause });
      }
    },
    async getStream(bucket, key, versionId) {
      const { Body } = await get(bucket, key, { VersionId: versionId });
      return Body as Readable; // in Node the SDK's body is one
    },
    putStream: (bucket, key, body, options) => upload(s3, { bucket, key }, body, options),
    async putJson(bucket, key, value) {
      const document = { Body: JSON.stringify(value), ContentType: 'application/json' };
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...document }));
      return { etag: unquote(ETag) };
    },
    list: (bucket, prefix) => listPages(s3, bucket, prefix),
    head: (bucket, key) => translateErrors(bucket, key, () => readHead(s3, bucket, key)),
    async copy(from, to) {
      const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
      const command = new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource: source });
      const { CopyObjectResult } = await translateErrors(from.bucket, from.key, () => s3.send(command));
      return { etag: unquote(CopyObjectResult?.ETag) };
    },
  };
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
  const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return {
    key,
    sizeBytes: found.ContentLength ?? 0,
    etag: unquote(found.ETag),
    lastModified: found.LastModified ?? new Date(0),
    versionId: found.VersionId,
    contentEncoding: found.ContentEncoding,
    contentType: found.ContentType,
    metadata: found.Metadata ?? {},
  };
}

async function translateErrors<T>(bucket: string, key: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    if (name === 'PreconditionFailed') throw new ObjectReplaced(bucket, key, { cause });
    // HeadObject answers without a body, so its error has another name.
    const missing = ['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(name);
    throw missing ? new ObjectMissing(bucket, key, { cause }) : cause;
  }
}

const unquote = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

let defaultStore: ObjectStore | undefined;

/** The store with the process's own region and role, made once. */
export function getObjectStore(): ObjectStore {
  defaultStore ??= createObjectStore(new S3Client({}));
  return defaultStore;
}
