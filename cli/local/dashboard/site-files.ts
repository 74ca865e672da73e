/** Reads the built files of the dashboard, compressed and with their headers. Each file is read once. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { cacheControlFor } from '../../../web/hosting-rules.ts';

interface SiteFile {
  bytes: Buffer;
  gzipped: Buffer;
  headers: Record<string, string>;
}

/** Reads the file at a path such as `/index.html`. Resolves to undefined when there is none. */
export type ReadSiteFile = (path: string) => Promise<SiteFile | undefined>;

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Paths of built files have only these characters. No path that leads out of the directory matches. */
const SITE_PATH = /^(\/[\w-][\w.-]*)+$/;

export function createSiteReader(directory: string): ReadSiteFile {
  const files = new Map<string, Promise<SiteFile | undefined>>();
  return (path) => {
    if (!SITE_PATH.test(path)) return Promise.resolve(undefined);
    const file = files.get(path) ?? readSiteFile(directory, path);
    files.set(path, file);
    return file;
  };
}

async function readSiteFile(directory: string, path: string): Promise<SiteFile | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(directory, path));
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const type = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'cache-control': cacheControlFor(path), vary: 'accept-encoding' };
  return { bytes, gzipped: await promisify(gzip)(bytes), headers };
}
