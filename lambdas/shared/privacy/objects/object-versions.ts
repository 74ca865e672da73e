/** Reads, replaces and deletes versions of objects: what an erasure must reach beside the newest one. */
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
  type ObjectVersion as StoredObjectVersion,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

export interface ObjectVersion {
  bucket: string;
  key: string;
  versionId: string;
  /** Without the surrounding quotes. */
  etag: string;
  isNewest: boolean;
  sizeBytes: number;
  lastModified: Date;
}

export interface StoredVersion {
  body: Readable;
  contentEncoding: string | undefined;
  contentType: string | undefined;
}

export interface VersionStore {
  /** Lists every version under a prefix, without delete markers. */
  list(bucket: string, prefix: string): AsyncGenerator<ObjectVersion>;
  /** Undefined when the version is gone. */
  open(version: ObjectVersion): Promise<StoredVersion | undefined>;
  remove(version: ObjectVersion): Promise<void>;
  /** Stores a new newest version, with the encoding and type of the one before. */
  replace(version: ObjectVersion, stored: Omit<StoredVersion, 'body'>, body: Readable): Promise<void>;
  put(bucket: string, key: string, body: string, contentType: string): Promise<{ etag: string }>;
}

const GONE = ['NoSuchKey', 'NoSuchVersion', 'NotFound'];

export function openVersionStore(s3: S3Client): VersionStore {
  return {
    async *list(Bucket, Prefix) {
      let next: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker' | 'IsTruncated'> = {};
      do {
        const marker = { KeyMarker: next.NextKeyMarker, VersionIdMarker: next.NextVersionIdMarker };
        const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker }));
        for (const version of page.Versions ?? []) yield toObjectVersion(Bucket, version);
        next = page;
      } while (next.IsTruncated);
    },
    async open({ bucket, key, versionId }) {
      try {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
        const { Body, ContentEncoding, ContentType } = await s3.send(command);
        return { body: Body as Readable, contentEncoding: ContentEncoding, contentType: ContentType };
      } catch (error) {
        if (error instanceof Error && GONE.includes(error.name)) return undefined;
        throw error;
      }
    },
    async remove({ bucket, key, versionId }) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    },
    async replace({ bucket, key }, { contentEncoding, contentType }, body) {
      const params = {
        ...{ Bucket: bucket, Key: key, Body: body },
        ...{ ContentEncoding: contentEncoding, ContentType: contentType },
      };
      await new Upload({ client: s3, params }).done();
    },
    async put(Bucket, Key, Body, ContentType) {
      const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
      return { etag: ETag.replaceAll('"', '') };
    },
  };
}

const toObjectVersion = (bucket: string, version: StoredObjectVersion): ObjectVersion => ({
  ...{ bucket, key: version.Key ?? '', versionId: version.VersionId ?? 'null', isNewest: version.IsLatest ?? true },
  etag: (version.ETag ?? '').replaceAll('"', ''),
  ...{ sizeBytes: version.Size ?? 0, lastModified: version.LastModified ?? new Date(0) },
});
