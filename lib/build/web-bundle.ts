/**
 * Builds the dashboard with Vite into a folder whose name is the hash of the sources, so that it is built again only when
 * they have changed. Used by the CDK's constructs and the local cloud.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
/** Node's conventional place for caches. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'risk-web');
const SOURCES = ['web', 'clients/typescript', 'docs/runbook.md', 'package-lock.json'];
/** A build is deleted when it was not used for longer. */
const MAX_UNUSED_DAYS = 2;

export interface WebBundle {
  /** Folder with index.html, assets/ and the rest of the site. */
  directory: string;
  /** Hash of all sources, hex. */
  hash: string;
}

/** The dashboard does not compile; the message is Vite's. */
export class WebBundleFailed extends Error {
  override name = 'WebBundleFailed';
}

/**
 * Returns the build of the present sources, and builds it if there is none.
 * @throws {WebBundleFailed} when the dashboard does not compile
 */
export async function buildWeb(): Promise<WebBundle> {
  const bundle = locateBundle();
  if (isBuilt(bundle)) return bundle;
  deleteUnusedBuilds();
  const draft = `${bundle.directory}.${process.pid}`;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', 'web', '--outDir', draft, '--logLevel', 'warn'];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } });
    renameSync(draft, bundle.directory);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(bundle.directory)) return bundle; // another process has built it meanwhile
    const { stderr = '', message } = cause as Error & { stderr?: string };
    throw new WebBundleFailed(stderr.trim() || message, { cause });
  }
  return bundle;
}

/** `buildWeb` for the CDK's constructs, which cannot await anything. */
export function buildWebSync(): WebBundle {
  const bundle = locateBundle();
  if (!isBuilt(bundle)) {
    execFileSync(process.execPath, [import.meta.filename], { cwd: ROOT, env: process.env, stdio: 'inherit' });
  }
  return bundle;
}

function locateBundle(): WebBundle {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => listFiles(join(ROOT, source)))) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  const digest = hash.digest('hex');
  return { directory: join(CACHE, digest.slice(0, 32)), hash: digest };
}

function listFiles(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Renews the folder's modification time, which `deleteUnusedBuilds` reads. */
function isBuilt({ directory }: WebBundle): boolean {
  if (!existsSync(directory)) return false;
  const now = new Date();
  utimesSync(directory, now, now);
  return true;
}

function deleteUnusedBuilds(): void {
  const oldest = Date.now() - MAX_UNUSED_DAYS * 86_400_000;
  for (const name of existsSync(CACHE) ? readdirSync(CACHE) : []) {
    const directory = join(CACHE, name);
    const lastUsed = statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? oldest;
    if (lastUsed < oldest) rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  try {
    await buildWeb();
  } catch (error) {
    if (!(error instanceof WebBundleFailed)) throw error;
    console.error(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  }
}
