/** Tests that the bill of materials names what the functions, the dashboard and the images are made of. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { type BillOfMaterials, buildBillOfMaterials } from '../../../scripts/supply-chain/bill-of-materials.ts';
import { readLicenceConfiguration } from '../../../scripts/supply-chain/licences.ts';
import { readNpmLock, readPythonLock } from '../../../scripts/supply-chain/locked-packages.ts';

const SPARK_IMAGE = `example.com/spark/emr@sha256:${'a'.repeat(64)}`;
let bill: BillOfMaterials;

beforeAll(() => {
  bill = buildBillOfMaterials(SPARK_IMAGE, readLicenceConfiguration().python);
});

const listDependencies = (ref: string): string[] =>
  bill.dependencies.find((dependency) => dependency.ref === ref)?.dependsOn ?? [];

test('it is a CycloneDX document about this system, with every reference resolved', () => {
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  const { component } = bill.metadata;
  expect(component).toMatchObject({ type: 'application', name: 'financial-risk-assessment-system' });
  const references = new Set([component, ...bill.components].map((one) => one['bom-ref']));
  expect(references.size).toBe(bill.components.length + 1);
  const named = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(named.filter((ref) => !references.has(ref))).toEqual([]);
});

test('it has every npm package that is deployed and no other', () => {
  const npmPackages = bill.components.filter(({ purl }) => purl?.startsWith('pkg:npm/'));
  const deployed = readNpmLock().filter(({ isDeployed }) => isDeployed);
  const names = new Set(deployed.map(({ name, version }) => `${name}@${version}`));
  expect(npmPackages.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...names].sort());
});

test('it has all dependencies of package.json below the system', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const expected = Object.entries<string>(dependencies).map(
    ([name, version]) => `pkg:npm/${name.replace('@', '%40')}@${version}`,
  );
  expect(listDependencies(bill.metadata.component['bom-ref'])).toEqual(expect.arrayContaining(expected));
});

test.each([
  ['training-image', 'training/requirements.txt', 'python'],
  ['training-image-cuda', 'training/requirements-cuda.txt', 'python'],
  ['spark-image', 'spark/requirements.txt', 'example.com/spark/emr'],
])('%s has its base image and the packages of %s', (image, lock, base) => {
  expect(listDependencies(bill.metadata.component['bom-ref'])).toContain(image);
  const [first = '', ...packages] = listDependencies(image);
  expect(bill.components.find((one) => one['bom-ref'] === first)).toMatchObject({ type: 'container', name: base });
  expect(packages).toEqual(readPythonLock(lock).map(({ name, version }) => `pkg:pypi/${name}@${version}`));
});

test('without Spark it has no image of Spark', () => {
  const { components, dependencies } = buildBillOfMaterials(undefined, {});
  expect(components.filter(({ type }) => type === 'container').map(({ name }) => name)).not.toContain('spark-image');
  expect(JSON.stringify(dependencies)).not.toContain('spark-image');
});
