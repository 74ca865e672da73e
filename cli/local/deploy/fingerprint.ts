/** Computes a hash of everything that a deploy depends on; open it when a folder must not cause a deploy. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/**
 * Folders that no stack depends on. A new folder counts until it is listed here: an unneeded deploy is only slow. The
 * lock files represent node_modules and .venv.
 */
const NEVER_DEPLOYED = new Set([
  ...['.git', '.ci', 'node_modules', 'cdk.out', 'bench', 'data', 'docs', 'cli', 'test', 'testing'],
  'web', // deployed on AWS only; the local cloud builds and serves it itself
]);

/**
 * Computes a hash of the files of a repository and of the values that configure the stacks.
 * @param stateDirectory excluded when it is inside the repository
 * @param values further values that the templates depend on, such as addresses
 */
export async function computeFingerprint(
  repositoryRoot: string,
  stateDirectory: string,
  values: unknown,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.arch, process.version, values]));
  for (const path of await listFiles(repositoryRoot, stateDirectory)) {
    hash.update(`\0${relative(repositoryRoot, path)}\0`);
    hash.update(await readFile(path));
  }
  return hash.digest('hex');
}

async function listFiles(root: string, stateDirectory: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(root, entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && !isExcluded(entry.name));
  for (const folder of folders.map(({ name }) => join(root, name))) {
    if (folder !== stateDirectory) files.push(...(await listFiles(folder, stateDirectory)));
  }
  return files.sort();
}

/** Hidden folders (.venv, .local, caches) contain nothing that is deployed. */
const isExcluded = (name: string): boolean =>
  name.startsWith('.') || NEVER_DEPLOYED.has(name) || name === '__pycache__';
