/**
 * Refuses a cloud assembly that would make the CDK run a command, read a file outside the assembly, or pass something of
 * the runner to an image build. The deploy job runs it before it has credentials:
 *
 *   node check-assembly.ts FOLDER
 */
import { globSync, lstatSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * What this repository's stacks use of https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html.
 * The others include `executable`, a command, and `dockerBuildSecrets`, which can name variables of the runner.
 */
const FILE_KEYS = new Set(['path', 'packaging']);
const IMAGE_KEYS = new Set(['directory', 'dockerBuildArgs', 'platform']);

interface AssetSource {
  path?: string;
  directory?: string;
  dockerBuildArgs?: Record<string, string>;
}

/** Lists what is wrong with the assembly in a folder. */
export function findAssemblyFaults(folder: string): string[] {
  const entries = globSync(['**', '**/.*', '**/.*/**'], { cwd: folder });
  const links = entries.filter((entry) => lstatSync(join(folder, entry)).isSymbolicLink());
  const manifests = entries.filter((entry) => basename(entry).endsWith('.assets.json'));
  if (manifests.length === 0) return [`${folder} has no asset manifest`];
  return [
    ...links.map((entry) => `${entry} is a symbolic link`),
    ...manifests.flatMap((manifest) => findManifestFaults(folder, manifest)),
  ];
}

function findManifestFaults(folder: string, manifest: string): string[] {
  const {
    files = {},
    dockerImages = {},
  }: Record<string, Record<string, { source: AssetSource }>> = JSON.parse(readFileSync(join(folder, manifest), 'utf8'));
  const isInside = (path: string) => {
    const fromRoot = relative(folder, resolve(folder, dirname(manifest), path));
    return !isAbsolute(path) && fromRoot !== '..' && !fromRoot.startsWith(`..${sep}`);
  };
  const checkSource = (id: string, source: AssetSource, keys: Set<string>, path: string | undefined) => [
    ...Object.keys(source)
      .filter((key) => !keys.has(key))
      .map((key) => `${manifest}: asset ${id} has ${key}`),
    ...(path !== undefined && isInside(path) ? [] : [`${manifest}: asset ${id} is outside the assembly`]),
  ];
  return [
    ...Object.entries(files).flatMap(([id, { source }]) => checkSource(id, source, FILE_KEYS, source.path)),
    ...Object.entries(dockerImages).flatMap(([id, { source }]) => [
      ...checkSource(id, source, IMAGE_KEYS, source.directory),
      ...findTaggedImages(source).map((image) => `${manifest}: asset ${id} starts from ${image}, not from a digest`),
    ]),
  ];
}

/** Base images passed as arguments; those in a Dockerfile are tested in the repository. */
const findTaggedImages = ({ dockerBuildArgs = {} }: AssetSource) =>
  Object.entries(dockerBuildArgs)
    .filter(([name, image]) => name === 'BASE_IMAGE' && !/@sha256:[0-9a-f]{64}$/.test(image))
    .map(([, image]) => image);

if (import.meta.main) {
  const [folder = ''] = process.argv.slice(2);
  const faults = findAssemblyFaults(resolve(folder));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
