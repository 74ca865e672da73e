/** Versions of objects in memory, as a bucket with versioning keeps them. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectVersion, VersionStore } from '../../lambdas/shared/privacy/objects/object-versions.ts';

export interface MemoryVersions extends VersionStore {
  /** Adds the newest version of a key. */
  add(bucket: string, key: string, body: Buffer | string): void;
  /** Bodies of a key's versions, the newest first. */
  read(bucket: string, key: string): Buffer[];
}

export function createMemoryVersions(): MemoryVersions {
  const bodies = new Map<string, Buffer>();
  let versions: ObjectVersion[] = [];
  const name = ({ bucket, key, versionId }: ObjectVersion) => JSON.stringify([bucket, key, versionId]);
  const add = (bucket: string, key: string, body: Buffer | string) => {
    const bytes = Buffer.from(body);
    for (const version of versions) if (version.bucket === bucket && version.key === key) version.isNewest = false;
    const etag = createHash('md5').update(bytes).digest('hex');
    const version = { bucket, key, versionId: `v${bodies.size}`, isNewest: true, etag, sizeBytes: bytes.length };
    versions = [{ ...version, lastModified: new Date('2026-11-01T00:00:00Z') }, ...versions];
    bodies.set(name(versions[0] as ObjectVersion), bytes);
    return etag;
  };
  return {
    add,
    read: (bucket, key) =>
      versions
        .filter((version) => version.bucket === bucket && version.key === key)
        .map((version) => bodies.get(name(version)) ?? Buffer.alloc(0)),
    async *list(bucket, prefix) {
      yield* versions.filter((version) => version.bucket === bucket && version.key.startsWith(prefix)).slice();
    },
    async open(version) {
      const body = bodies.get(name(version));
      const isThere = versions.some((listed) => name(listed) === name(version));
      if (!body || !isThere) return undefined;
      // Small pieces, so that values are cut anywhere.
      const pieces = Array.from({ length: Math.ceil(body.length / 7) }, (_, i) => body.subarray(7 * i, 7 * i + 7));
      return { body: Readable.from(pieces), contentEncoding: undefined, contentType: undefined };
    },
    async remove(version) {
      versions = versions.filter((listed) => name(listed) !== name(version));
    },
    async replace({ bucket, key }, _, body) {
      add(bucket, key, await buffer(body));
    },
    async put(bucket, key, body) {
      return { etag: add(bucket, key, body) };
    },
  };
}
