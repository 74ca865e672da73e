/**
 * Keeps one migrated cluster for all tests: initdb and the migrations take seconds of a processor, a copy of their result
 * a fraction of one.
 */
import { CLUSTER_PARTS, copyParts, findKept, hashSources, keepFolder } from '../kept-folders.ts';

const KIND = 'cluster';

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
  const hash = hashSources(SOURCES);
  let kept = findKept(KIND, hash);
  if (!kept) {
    const built = await build();
    kept = keepFolder(KIND, hash, (folder) => copyParts(built.clusterDirectory, folder, CLUSTER_PARTS));
    await built.remove();
  }
  copyParts(kept, clusterDirectory, CLUSTER_PARTS);
}
