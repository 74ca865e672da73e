/** Tests that every locked package is under an allowed licence, and that docs/licences.md says so. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { formatLicenceDocs, LICENCE_DOCS } from '../../../scripts/licence-docs.ts';
import {
  findLicenceFaults,
  isAllowed,
  type LicensedPackage,
  listLicensedPackages,
  readLicenceConfiguration,
} from '../../../scripts/supply-chain/licences.ts';
import { PYTHON_LOCKS, readPythonLock } from '../../../scripts/supply-chain/locked-packages.ts';

const configuration = readLicenceConfiguration();

test('every package has an allowed licence', () => {
  expect(findLicenceFaults(listLicensedPackages(configuration), configuration)).toEqual([]);
});

test('a package with another licence, or none, is a fault; a deployed one may have fewer', () => {
  const create = (licence: string | undefined, isDeployed: boolean): LicensedPackage => ({
    ...{ ecosystem: 'npm', name: 'new', licence, isDeployed },
  });
  const bad = [create('AGPL-3.0-only', false), create(undefined, false), create('LGPL-3.0-only', true)];
  expect(findLicenceFaults([...bad, create('LGPL-3.0-only', false)], configuration)).toEqual(bad);
});

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT AND (GPL-3.0-only OR ISC)', true],
  ['(MIT AND GPL-3.0-only) OR (ISC AND GPL-3.0-only)', false],
  ['(MIT OR ISC) AND (GPL-3.0-only OR ISC)', true],
])('%s can be met: %s', (expression, expected) => {
  expect(isAllowed(expression, new Set(['MIT', 'ISC']))).toBe(expected);
});

test('config/licences.json records the locked Python packages and no others', () => {
  const locked = new Set(PYTHON_LOCKS.flatMap((lock) => readPythonLock(lock).map(({ name }) => name)));
  expect(Object.keys(configuration.python)).toEqual([...locked].sort());
});

test('what an installed Python package states about its licence is what is recorded', () => {
  const program = `import importlib.metadata, json
print(json.dumps({d.name.lower().replace("_", "-").replace(".", "-"): d.metadata.get("License-Expression")
                  for d in importlib.metadata.distributions()}))`;
  const stated = JSON.parse(execFileSync('.venv/bin/python', ['-c', program], { encoding: 'utf8' }));
  const different = Object.entries(configuration.python).filter(
    ([name, licence]) => (stated[name] ?? licence) !== licence,
  );
  expect(Object.keys(stated).length).toBeGreaterThan(100);
  expect(different).toEqual([]);
});

test('docs/licences.md is what `npm run docs:licences` writes', () => {
  expect(readFileSync(LICENCE_DOCS, 'utf8')).toBe(formatLicenceDocs());
});
