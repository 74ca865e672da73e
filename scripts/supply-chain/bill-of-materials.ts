/**
 * Builds the software bill of materials (CycloneDX 1.5) of what is deployed: the npm packages of the functions and the
 * dashboard, and the images with their base and their Python packages. Reads the lock files alone; `npm sbom` omits
 * packages that a tool needs as well.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type LockedPackage, readNpmLock, readPythonLock } from './locked-packages.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const SPARK_IMAGE = 'spark-image';

/** The images, with the lock file of each. */
const IMAGES = [
  { name: 'training-image', dockerfile: 'training/Dockerfile', lock: 'training/requirements.txt' },
  { name: 'training-image-cuda', dockerfile: 'training/Dockerfile', lock: 'training/requirements-cuda.txt' },
  { name: SPARK_IMAGE, dockerfile: 'spark/Dockerfile', lock: 'spark/requirements.txt' },
];

interface Component {
  type: 'application' | 'container' | 'library';
  'bom-ref': string;
  name: string;
  version?: string;
  purl?: string;
  hashes?: { alg: string; content: string }[];
  licenses?: { expression: string }[];
  properties?: { name: string; value: string }[];
}

interface Dependency {
  ref: string;
  dependsOn: string[];
}

export interface BillOfMaterials {
  bomFormat: 'CycloneDX';
  specVersion: '1.5';
  serialNumber: string;
  version: number;
  metadata: { timestamp: string; component: Component };
  components: Component[];
  dependencies: Dependency[];
}

/**
 * @param sparkBaseImage address of Amazon's Spark image, which the Dockerfile takes as an argument
 * @param licences SPDX expressions of Python packages by name
 */
export function buildBillOfMaterials(
  sparkBaseImage: string | undefined,
  licences: Record<string, string>,
): BillOfMaterials {
  const { name, version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const component: Component = { type: 'application', 'bom-ref': name, name, version };
  const npm = listNpmPackages();
  // Without the address of its base there is no Spark, and so no such image.
  const deployedImages = IMAGES.filter(({ name }) => sparkBaseImage !== undefined || name !== SPARK_IMAGE);
  const images = deployedImages.map((image) => ({
    image,
    contents: [
      ...listBaseImages(image.dockerfile, sparkBaseImage),
      ...readPythonLock(image.lock).map((one) => describePythonPackage(one, licences[one.name])),
    ],
  }));
  const direct = Object.keys(dependencies).map((dependency) => npm.resolve('', dependency));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    metadata: { timestamp: new Date().toISOString(), component },
    components: removeDuplicates([
      ...npm.components,
      ...images.flatMap(({ image, contents }) => [describeImage(image.name), ...contents]),
    ]),
    dependencies: mergeDependencies([
      { ref: name, dependsOn: [...direct.flatMap((ref) => ref ?? []), ...deployedImages.map((image) => image.name)] },
      ...npm.dependencies,
      ...images.map(({ image, contents }) => ({ ref: image.name, dependsOn: contents.map(readReference) })),
    ]),
  };
}

const readReference = (component: Component): string => component['bom-ref'];

/** The packages of npm's lock that no tool alone needs, and which needs which. */
function listNpmPackages() {
  const deployed = new Map(readNpmLock().flatMap((one) => (one.isDeployed ? [[one.path, one] as const] : [])));
  /** Finds a package as Node.js does: in the folder of who needs it, then in the folders above. */
  function resolveDependency(from: string, name: string): string | undefined {
    const found = deployed.get(join(from, 'node_modules', name));
    if (found) return formatNpmAddress(found);
    return from === ''
      ? undefined
      : resolveDependency(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
  }
  return {
    components: [...deployed.values()].map(describeNpmPackage),
    dependencies: [...deployed.values()].map((one) => ({
      ref: formatNpmAddress(one),
      // Optional dependencies of another platform are not deployed.
      dependsOn: one.dependencies.flatMap((name) => resolveDependency(one.path, name) ?? []),
    })),
    resolve: resolveDependency,
  };
}

const formatNpmAddress = ({ name, version }: LockedPackage): string =>
  `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;

function describeNpmPackage(one: LockedPackage): Component {
  const purl = formatNpmAddress(one);
  return {
    type: 'library',
    'bom-ref': purl,
    name: one.name,
    version: one.version,
    purl,
    hashes: one.hashes.map((hash) => ({
      alg: 'SHA-512',
      content: Buffer.from(hash.replace('sha512-', ''), 'base64').toString('hex'),
    })),
    ...(one.licence && { licenses: [{ expression: one.licence }] }),
  };
}

function describePythonPackage({ name, version, hashes }: LockedPackage, licence: string | undefined): Component {
  const purl = `pkg:pypi/${name}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(licence && { licenses: [{ expression: licence }] }),
    // The files of the release that pip accepts; which of them is installed depends on the platform.
    properties: hashes.map((hash) => ({ name: 'accepted:sha256', value: hash })),
  };
}

const describeImage = (name: string): Component => ({ type: 'container', 'bom-ref': name, name });

/** The images named by FROM; their contents are not listed. */
function listBaseImages(dockerfile: string, sparkBaseImage: string | undefined): Component[] {
  const text = readFileSync(join(ROOT, dockerfile), 'utf8').replaceAll(/\$\{BASE_IMAGE\}/g, sparkBaseImage ?? '');
  return Array.from(text.matchAll(/^FROM (\S+)/gm), ([, image = '']) => {
    const [, name = image, version] = /^(.+?)(?:[:@](.+))?$/.exec(image) ?? [];
    return { ...describeImage(image), name, ...(version && { version }) };
  });
}

const removeDuplicates = (components: Component[]): Component[] => [
  ...new Map(components.map((component) => [readReference(component), component])).values(),
];

/** The same version of a package in two folders is one component. */
function mergeDependencies(dependencies: Dependency[]): Dependency[] {
  const merged = new Map<string, Set<string>>();
  for (const { ref, dependsOn } of dependencies) {
    merged.set(ref, (merged.get(ref) ?? new Set()).union(new Set(dependsOn)));
  }
  return [...merged].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn] }));
}
