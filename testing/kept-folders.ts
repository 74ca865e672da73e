/**
 * Keeps folders that several test files need and that take long to make, for this run and the next ones. Whatever makes
 * a folder is part of its name, so a changed source makes a new one.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache');
/** What a PostgreSQL cluster is made of, next to the folder of its server's programs. */
export const CLUSTER_PARTS = ['cluster', 'password'];
/** A folder that no test has used for this long is deleted when another one of its kind is kept. */
const UNUSED_MILLISECONDS = 3_600_000;

/** Hashes the files that these patterns match, by name and content; what Python compiles of them changes nothing. */
export function hashSources(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const entries = globSync([...patterns], { cwd: ROOT, exclude: ['**/__pycache__/**'], withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

/** Finds a kept folder by its kind and the hash of what makes it; undefined when there is none. */
export function findKept(kind: string, hash: string): string | undefined {
  const kept = getKeptPath(kind, hash);
  if (!existsSync(kept)) return undefined;
  const now = new Date();
  utimesSync(kept, now, now);
  return kept;
}

/**
 * Keeps a folder. Another process may keep the same one at the same time; the first that is complete stays.
 * @param fill writes the content into an empty folder
 * @returns the kept folder, which nobody may change
 */
export function keepFolder(kind: string, hash: string, fill: (folder: string) => void): string {
  mkdirSync(CACHE, { recursive: true });
  const kept = getKeptPath(kind, hash);
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    fill(draft);
    removeUnused(kind);
    renameSync(draft, kept);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(kept)) throw error;
  }
  return kept;
}

const getKeptPath = (kind: string, hash: string): string => join(CACHE, `risk-${kind}-${hash}`);

function removeUnused(kind: string): void {
  for (const name of readdirSync(CACHE).filter((entry) => entry.startsWith(`risk-${kind}-`))) {
    const path = join(CACHE, name);
    const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - used > UNUSED_MILLISECONDS) rmSync(path, { recursive: true, force: true });
  }
}

/** `cp` keeps owners, which Node.js does not: the files belong to the user that the server runs as. */
export function copyParts(from: string, to: string, parts: readonly string[]): void {
  execFileSync('cp', ['-a', ...parts.map((part) => join(from, part)), to]);
}
