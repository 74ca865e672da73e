// Builds the dashboard into a folder named by what it is made from: built once, and again only when that has changed.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
/** Node's conventional place for caches. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'risk-web');
const SOURCES = ['web', 'clients/typescript', 'package-lock.json'];
/** A build that nobody has used for so long is deleted. */
const UNUSED_DAYS = 2;

export interface WebBundle {
  /** Folder with index.html, assets/ and the rest of the site. */
  directory: string;
  /** Hash of everything it is made from. */
  hash: string;
}

/** Thrown when the dashboard does not compile; the message is Vite's. */
export class WebBundleFailed extends Error {
  override name = 'WebBundleFailed';
}

/** The dashboard as it stands in web/, built if it is not. Throws WebBundleFailed. */
export async function buildWeb(): Promise<WebBundle> {
  const bundle = place();
  if (isBuilt(bundle)) return bundle;
  dropUnused();
  const draft = `${bundle.directory}.${process.pid}`;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', 'web', '--outDir', draft, '--logLevel', 'warn'];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } });
    renameSync(draft, bundle.directory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(bundle.directory)) return bundle; // another build was quicker
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new WebBundleFailed(stderr.trim() || message);
  }
  return bundle;
}

/** The same where nobody can wait: the CDK's constructs. */
export function webBundle(): WebBundle {
  const bundle = place();
  if (!isBuilt(bundle)) {
    execFileSync(process.execPath, [import.meta.filename], { cwd: ROOT, env: process.env, stdio: 'inherit' });
  }
  return bundle;
}

function place(): WebBundle {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesUnder(join(ROOT, source)))) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  const digest = hash.digest('hex');
  return { directory: join(CACHE, digest.slice(0, 32)), hash: digest };
}

function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isBuilt({ directory }: WebBundle): boolean {
  if (!existsSync(directory)) return false;
  const now = new Date();
  utimesSync(directory, now, now);
  return true;
}

function dropUnused(): void {
  const oldest = Date.now() - UNUSED_DAYS * 86_400_000;
  for (const name of existsSync(CACHE) ? readdirSync(CACHE) : []) {
    const directory = join(CACHE, name);
    const used = statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? oldest;
    if (used < oldest) rmSync(directory, { recursive: true, force: true });
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
