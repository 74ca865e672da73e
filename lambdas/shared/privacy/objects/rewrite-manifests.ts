/**
 * Lets the manifests of deliveries say what their rewritten files are. A run knows its delivery by the manifest's etag,
 * so the database is told the new one: otherwise the next night would run the day again.
 */
import { text } from 'node:stream/consumers';
import type { Sql } from '../../aws/database.ts';
import { Manifest } from '../../landing/manifest.ts';
import { MANIFEST_NAME, manifestKey, parseLandingKey } from '../../object-keys.ts';
import { readSqlFile } from '../../sql-file.ts';
import type { ObjectVersion, VersionStore } from './object-versions.ts';
import type { RewrittenFile } from './rewrite-file.ts';

/** Rewritten files by their key in the landing bucket. */
export type RewrittenFiles = ReadonlyMap<string, RewrittenFile>;

/** Whether an object is a manifest of a delivery: it names columns and files, and nobody. */
export async function isValidManifest(store: VersionStore, version: ObjectVersion): Promise<boolean> {
  if (parseLandingKey(version.key)?.file !== MANIFEST_NAME) return false;
  return (await readManifest(store, version)) !== undefined;
}

/** @param database as risk_privacy */
export async function rewriteManifests(
  { store, bucket, database }: { store: VersionStore; bucket: string; database: Sql },
  files: RewrittenFiles,
): Promise<void> {
  const days = new Set([...files.keys()].flatMap((key) => parseLandingKey(key)?.as_of ?? []));
  for (const as_of of days) {
    const key = manifestKey(as_of);
    for await (const version of store.list(bucket, key)) {
      if (version.key !== key || !version.isNewest) continue;
      const manifest = await readManifest(store, version);
      if (!manifest) continue;
      const document = JSON.stringify(replaceFiles(manifest, as_of, files));
      const { etag } = await store.put(bucket, key, document, 'application/json');
      await database.query(readSqlFile('privacy/follow_manifest.sql'), { as_of, former: version.etag, etag });
    }
  }
}

function replaceFiles(manifest: Manifest, asOf: string, files: RewrittenFiles): Manifest {
  for (const { files: entries } of Object.values(manifest.tables)) {
    for (const entry of entries) {
      const rewritten = [...files].find(([key]) => {
        const parsed = parseLandingKey(key);
        return parsed?.as_of === asOf && parsed.file === entry.name;
      })?.[1];
      if (rewritten) Object.assign(entry, { rows: rewritten.rows, sha256: rewritten.sha256 });
    }
  }
  return manifest;
}

async function readManifest(store: VersionStore, version: ObjectVersion): Promise<Manifest | undefined> {
  const source = await store.open(version);
  if (!source) return undefined;
  try {
    const parsed = Manifest.safeParse(JSON.parse((await text(source.body)).replace('\ufeff', '')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
