/** The built files of the dashboard, each read and compressed once. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { cacheControlOf } from '../../../web/hosting-rules.ts';

export interface SiteFile {
  bytes: Buffer;
  gzipped: Buffer;
  headers: Record<string, string>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Answers with the file at a path such as `/index.html`; undefined where there is none. */
export function createSiteReader(directory: string): (path: string) => Promise<SiteFile | undefined> {
  const known = new Map<string, Promise<SiteFile | undefined>>();
  return (path) => {
    // Vite's names hold no other characters, and so no way out of the folder.
    if (!/^(\/[\w-][\w.-]*)+$/.test(path)) return Promise.resolve(undefined);
    const file = known.get(path) ?? read(directory, path);
    known.set(path, file);
    return file;
  };
}

async function read(directory: string, path: string): Promise<SiteFile | undefined> {
  const bytes = await readFile(join(directory, path)).catch(() => undefined);
  if (!bytes) return undefined;
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'cache-control': cacheControlOf(path), vary: 'accept-encoding' };
  return { bytes, gzipped: await promisify(gzip)(bytes), headers };
}
