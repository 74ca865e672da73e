/**
 * Keeps one migrated cluster for all tests: initdb and the migrations take seconds of a processor, a copy of their result
 * a fraction of one. Whatever makes the cluster is part of its name, so a changed migration makes a new one.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache');
const PREFIX = 'risk-cluster-';

/** What a cluster is made of, next to the folder of its server's programs. */
const PARTS = ['cluster', 'password'];

/** Files that decide what a migrated cluster contains. */
const SOURCES = [
  ...['sql/migrations/*.sql', 'sql/database/*.sql', 'config/gates.json', 'package-lock.json'],
  ...['lambdas/database/**/*.ts', 'cli/local/postgres/*.ts', 'cli/local/aws-s3/*', 'testing/database/*.ts'],
];

/**
 * Copies the migrated cluster into a folder that has none yet, with the owners of its files.
 * @param build makes a migrated cluster and returns its folder and how to remove it; called where none is kept yet
 */
export async function copyMigratedCluster(
  clusterDirectory: string,
  build: () => Promise<{ clusterDirectory: string; remove: () => Promise<void> }>,
): Promise<void> {
  const kept = join(CACHE, PREFIX + hashSources());
  if (!existsSync(kept)) {
    const built = await build();
    keepCluster(built.clusterDirectory, kept);
    await built.remove();
  }
  copyParts(kept, clusterDirectory);
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

/** Another process may keep the same one at the same time; the first that is complete stays. */
function keepCluster(clusterDirectory: string, kept: string): void {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  copyParts(clusterDirectory, draft);
  try {
    renameSync(draft, kept);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(kept)) throw error;
  }
}

/** `cp` keeps owners, which Node.js does not: the files belong to the user that the server runs as. */
function copyParts(from: string, to: string): void {
  execFileSync('cp', ['-a', ...PARTS.map((part) => join(from, part)), to]);
}
