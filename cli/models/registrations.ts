/** Reads registrations of models and downloads model folders from the model bucket. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Sql } from '../../lambdas/shared/aws/database.ts';
import type { ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { MODEL_FILE_NAME } from '../../lambdas/shared/model/model-manifest.ts';
import { readRegisteredManifest } from '../../lambdas/shared/model/registered-manifest.ts';
import { modelKey, modelPrefix } from '../../lambdas/shared/object-keys.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { CommandError } from '../terminal/command-error.ts';
import type { ModelRecord } from './verify-model.ts';

/** No model is registered under the version. */
export class UnknownModel extends CommandError {
  constructor(version: string, registeredVersions: readonly string[]) {
    const newest = registeredVersions.slice(-3).join(', ');
    super(
      `there is no model ${version}; ${registeredVersions.length > 0 ? `the newest are ${newest}` : 'none was registered yet'}`,
    );
  }
}

/** The model bucket has an object whose name could leave the folder that it is downloaded to. */
class UnsafeModelFile extends CommandError {
  constructor(key: string) {
    super(`the object ${JSON.stringify(key)} has no name of a model's file; nobody but registration may write there`);
  }
}

const Row = z.object({
  ...{ version: z.string(), kind: z.string(), stage: z.string(), key: z.string(), sha256: z.string() },
  manifest_sha256: z.string().nullable(),
  manifest: z.record(z.string(), z.unknown()),
});

/** Lists the versions of all registered models, oldest first. */
export async function listRegisteredVersions(database: Sql): Promise<string[]> {
  const rows = await database.query<{ version: string }>(readSqlFile('training/registry/list_versions.sql'));
  return rows.map(({ version }) => version);
}

/**
 * Reads the registration of a version.
 * @throws {UnknownModel} when the version is not registered
 */
export async function readRegistration(database: Sql, version: string): Promise<ModelRecord> {
  const [row] = await database.query(readSqlFile('training/registry/find_registration.sql'), { version });
  if (!row) throw new UnknownModel(version, await listRegisteredVersions(database));
  return Row.parse({ ...row, manifest: await readRegisteredManifest(database, version) });
}

/** Runs `work` on a temporary copy of a model folder. */
export async function withModelFolder<Result>(
  { store, bucket }: { store: ObjectStore; bucket: string },
  version: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-model-'));
  try {
    for await (const { key } of store.list(bucket, modelPrefix(version))) {
      const name = key.slice(modelPrefix(version).length);
      if (!MODEL_FILE_NAME.test(name)) throw new UnsafeModelFile(key);
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await pipeline(await store.getStream(bucket, modelKey(version, name)), createWriteStream(join(folder, name)));
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
