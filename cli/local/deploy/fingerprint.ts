/** Tells whether anything that a deploy depends on has changed since the last one. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Folders that no stack is made from. A new folder counts until it is named here: a deploy too many is only slow.
 * node_modules and .venv are known by their lock files.
 */
const NEVER_DEPLOYED = new Set([
  ...['.git', '.ci', 'node_modules', 'cdk.out', 'bench', 'data', 'docs', 'cli', 'test', 'testing'],
  'web', // deployed on AWS only; the local cloud builds and serves it itself
]);

/**
 * A hash over the files of a repository and the values the stacks are configured with.
 * @param stateDirectory left out, when it lies inside the repository
 * @param values what else the templates depend on, such as addresses
 */
export async function computeFingerprint(
  repositoryRoot: string,
  stateDirectory: string,
  values: unknown,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.arch, process.version, values]));
  for (const path of await filesUnder(repositoryRoot, stateDirectory)) {
    hash.update(`\0${relative(repositoryRoot, path)}\0`);
    await pipeline(createReadStream(path), async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
  }
  return hash.digest('hex');
}

async function filesUnder(root: string, stateDirectory: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(root, entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && !isLeftOut(entry.name));
  for (const folder of folders.map(({ name }) => join(root, name))) {
    if (folder !== stateDirectory) files.push(...(await filesUnder(folder, stateDirectory)));
  }
  return files.sort();
}

/** Hidden folders (.venv, .local, caches) hold nothing of the system. */
const isLeftOut = (name: string): boolean => name.startsWith('.') || NEVER_DEPLOYED.has(name) || name === '__pycache__';
