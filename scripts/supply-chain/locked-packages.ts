/** Reads the lock files of npm and Python: which packages, in which versions, with which hashes, and which are deployed. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export const NPM_LOCK = 'package-lock.json';
/** What the deploy job installs: the CDK's command line alone. */
export const DEPLOY_LOCK = '.github/deploy/package-lock.json';
/** The Python locks whose packages are in an image that is deployed. */
const IMAGE_LOCKS = ['training/requirements.txt', 'training/requirements-cuda.txt', 'spark/requirements.txt'];
export const PYTHON_LOCKS = [
  ...IMAGE_LOCKS,
  ...[
    'cli/local/requirements.txt',
    'bench/requirements.txt',
    'bench/models/peers-requirements.txt',
    'spark/local-requirements.txt',
  ],
];

/** One package of one lock file. */
export interface LockedPackage {
  /** As OSV spells it. */
  ecosystem: 'npm' | 'PyPI';
  name: string;
  version: string;
  /** Path of the lock file. */
  lock: string;
  /** `sha512-…` in base64 for npm, SHA-256 in hex for Python. Empty where another package contains this one. */
  hashes: string[];
  /** Whether a function, the dashboard or an image contains it. */
  isDeployed: boolean;
  /** SPDX expression, which npm's lock states and Python's does not. */
  licence?: string;
}

export interface LockedNpmPackage extends LockedPackage {
  /** Folder, from the root of the project. */
  path: string;
  /** Names of the packages it needs, optional ones included. */
  dependencies: string[];
}

interface NpmLockEntry {
  name?: string;
  version: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** Lists the packages of a lock file of npm. */
export function readNpmLock(lock: string = NPM_LOCK): LockedNpmPackage[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, lock), 'utf8')) as { packages: Record<string, NpmLockEntry> };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      ecosystem: 'npm',
      name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version,
      lock,
      path,
      dependencies: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies }),
      hashes: entry.integrity ? [entry.integrity] : [],
      isDeployed: lock === NPM_LOCK && !entry.dev && !entry.devOptional,
      ...(entry.license && { licence: entry.license }),
    }));
}

/** Lists the packages of a lock file of Python, as `npm run lock:python` writes it. */
export function readPythonLock(lock: string): LockedPackage[] {
  const text = readFileSync(join(ROOT, lock), 'utf8');
  const blocks = text.matchAll(
    /^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)[^\n]*((?:\n +--hash=sha256:[0-9a-f]{64}[ \\]*)*)/gm,
  );
  return Array.from(blocks, ([, name = '', version = '', hashes = '']) => ({
    ecosystem: 'PyPI',
    name,
    version,
    lock,
    hashes: Array.from(hashes.matchAll(/sha256:([0-9a-f]{64})/g), ([, hash = '']) => hash),
    isDeployed: IMAGE_LOCKS.includes(lock),
  }));
}

/** Lists the packages of all lock files; a package can be in several. */
export function listLockedPackages(): LockedPackage[] {
  return [...[NPM_LOCK, DEPLOY_LOCK].flatMap((lock) => readNpmLock(lock)), ...PYTHON_LOCKS.flatMap(readPythonLock)];
}
