/** Checks the paths that a person gives, before any work: what is wrong with one becomes one line with its reason. */
import { accessSync, constants, lstatSync, mkdtempSync, readlinkSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from './command-error.ts';

/** A path is missing, is something else than it has to be, or must not be read or written. */
export class PathNotUsable extends CommandError {}

/** What a command does with a path. A folder or file to write may be missing where it can be created. */
export type PathUse = 'file to read' | 'folder to read' | 'file to write' | 'folder to write';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission for it: change that, or name another',
  EDQUOT: 'your disk quota is used up: make room, or name another place',
  EEXIST: 'something else is in its place: remove that, or name another',
  EISDIR: 'it is a folder: name a file',
  ELOOP: 'it is a symbolic link that leads to itself: name what it should lead to',
  EMFILE: 'too many files are open: raise the limit with ulimit -n',
  ENAMETOOLONG: 'its name is too long: name a shorter one',
  ENOENT: 'it does not exist: check the name',
  ENOSPC: 'the disk is full: make room, or name another place',
  ENOTDIR: 'a part of it is a file, not a folder: check the name',
  EPERM: 'you have no permission for it: change that, or name another',
  EROFS: 'its file system is read-only: name another place',
};

/**
 * Explains an error of the file system.
 * @returns undefined for an error of another kind
 */
export function explainFileError(error: unknown): PathNotUsable | undefined {
  const { code = '', path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (reason === undefined || syscall === undefined) return undefined;
  const place = path === undefined ? 'A file or folder' : quotePath(path);
  return new PathNotUsable(`${place} cannot be used (${syscall}): ${reason}`, { cause: error });
}

/** A path on one line, whatever characters its names have. */
export function quotePath(path: string): string {
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(path) ? JSON.stringify(path) : path;
}

/**
 * Checks a path, following links.
 * @param label what names the path, such as `--data`
 * @throws {PathNotUsable} when the command could not use it so
 */
export function requireUsablePath(label: string, path: string, use: PathUse): void {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new PathNotUsable(`${label} ${quotePath(path)}: ${reason}`, { cause });
  };
  const kind = use.startsWith('file') ? 'file' : 'folder';
  if (path === '') refuse(`it is empty: name a ${kind}`);
  const absolute = resolve(path);
  try {
    const stats = findStats(absolute);
    if (stats) requireKind(stats, use, refuse);
    else if (use.endsWith('read')) refuse(`it does not exist: name a ${kind} that does`);
    else requireCreatable(absolute, refuse);
    if (stats) accessSync(absolute, findNeededRights(use));
    if (stats && use === 'folder to write') requireWritable(absolute, absolute, refuse);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (REASONS[code] === undefined) throw error;
    refuse(REASONS[code], error);
  }
}

type Refuse = (reason: string, cause?: unknown) => never;

/**
 * What is at the path; undefined when nothing is.
 * @throws {PathNotUsable} when a link leads nowhere
 */
function findStats(path: string): Stats | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats) return stats;
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new PathNotUsable(
      `${quotePath(path)} is a symbolic link to ${quotePath(readlinkSync(path))}, which does not exist: mend or remove the link`,
    );
  }
  return undefined;
}

function requireKind(stats: Stats, use: PathUse, refuse: Refuse): void {
  if (use.startsWith('folder')) {
    if (!stats.isDirectory()) refuse('it is a file: name a folder');
    return;
  }
  if (stats.isDirectory()) refuse('it is a folder: name a file');
  // Its size has to be known before it is sent. A device such as /dev/stdout may be written.
  if (use === 'file to read' && !stats.isFile()) refuse('it is a pipe or a device: write it into a file first');
}

/** Checks the nearest folder above that exists: the others are created in it. */
function requireCreatable(path: string, refuse: Refuse): void {
  const parent = dirname(path);
  const stats = findStats(parent);
  if (!stats) {
    requireCreatable(parent, refuse);
    return;
  }
  if (!stats.isDirectory()) refuse(`${quotePath(parent)} is a file, so nothing can be created in it: name another`);
  requireWritable(parent, path, refuse);
}

/** Creates a folder and removes it again: permissions alone do not stop root, nor say what a file system such as /proc can. */
function requireWritable(folder: string, path: string, refuse: Refuse): void {
  try {
    rmdirSync(mkdtempSync(join(folder, '.risk-')));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = WRITE_REASONS[code] ?? `nothing can be created there (${code})`;
    const place = folder === path ? '' : `it cannot be created in ${quotePath(folder)}: `;
    refuse(`${place}${reason}; name another place`, error);
  }
}

const WRITE_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write there',
  EDQUOT: 'your disk quota is used up',
  ENOSPC: 'the disk is full',
  EPERM: 'you have no permission to write there',
  EROFS: 'its file system is read-only',
};

function findNeededRights(use: PathUse): number {
  const { R_OK, W_OK, X_OK } = constants;
  if (use === 'file to read') return R_OK;
  if (use === 'folder to read') return R_OK | X_OK;
  return use === 'file to write' ? W_OK : R_OK | W_OK | X_OK;
}
