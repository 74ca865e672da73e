/** Tests that the lock files state a hash of every package and no address, and that the exceptions of the audit expire. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  DEPLOY_LOCK,
  NPM_LOCK,
  PYTHON_LOCKS,
  readNpmLock,
  readPythonLock,
} from '../../../scripts/supply-chain/locked-packages.ts';
import type { AuditException } from '../../../scripts/supply-chain/vulnerabilities.ts';

/** Longer, and an exception is a decision nobody looks at again. */
const MAX_EXCEPTION_DAYS = 90;
const DAY_MS = 86_400_000;

const readLockEntries = (lock: string): [string, Record<string, unknown>][] =>
  Object.entries(JSON.parse(readFileSync(lock, 'utf8')).packages as Record<string, Record<string, unknown>>).filter(
    ([path]) => path !== '',
  );

test.each([NPM_LOCK, DEPLOY_LOCK])('%s: every package has a SHA-512, and none an address of its own', (lock) => {
  const entries = readLockEntries(lock);
  // A bundled package is a file of the package that bundles it.
  const unhashed = entries.filter(([, entry]) => !entry.inBundle && !String(entry.integrity).startsWith('sha512-'));
  const addressed = entries.filter(([, entry]) => 'resolved' in entry || 'link' in entry);
  expect(entries.length).toBeGreaterThan(0);
  expect(unhashed.map(([path]) => path)).toEqual([]);
  expect(addressed.map(([path]) => path)).toEqual([]);
});

test('package.json takes every package from the registry', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test.each(PYTHON_LOCKS)('%s: every package has a SHA-256, and none an address of its own', (lock) => {
  const text = readFileSync(lock, 'utf8');
  const packages = readPythonLock(lock);
  const requirements = text.split('\n').filter((line) => /^[^\s#]/.test(line));
  expect(packages.map(({ name }) => name)).toHaveLength(requirements.length);
  expect(packages.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
  expect(text).not.toMatch(/^ *-(i|f|-index|-extra-index|-find-links)|:\/\/| @ /m);
});

test('the deploy job installs the very CDK of this repository, which has no install script', () => {
  const [deployed, ...others] = readNpmLock(DEPLOY_LOCK);
  const tested = readNpmLock().find(({ name }) => name === 'aws-cdk');
  expect(others).toEqual([]);
  expect(deployed).toMatchObject({ name: 'aws-cdk', version: tested?.version, hashes: tested?.hashes });
  expect(readLockEntries(DEPLOY_LOCK)[0]?.[1]).not.toHaveProperty('hasInstallScript');
});

test(`an exception of the audit has a reason and ends within ${MAX_EXCEPTION_DAYS} days`, () => {
  const exceptions: AuditException[] = JSON.parse(readFileSync('config/audit-exceptions.json', 'utf8'));
  // An exception that has expired is no fault here: it no longer counts in the audit.
  const latest = new Date(Date.now() + MAX_EXCEPTION_DAYS * DAY_MS).toISOString().slice(0, 10);
  for (const exception of exceptions) {
    expect(Object.keys(exception).sort()).toEqual(['id', 'package', 'reason', 'until']);
    expect(exception.until).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(exception.until <= latest).toBe(true);
    expect(exception.reason.length).toBeGreaterThan(20);
  }
});
