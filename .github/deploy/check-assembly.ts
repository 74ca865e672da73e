/**
 * Refuses a cloud assembly that would make the CDK run a command, read a file outside the assembly, or pass something of
 * the runner to an image build. The deploy job runs it before it has credentials:
 *
 *   node check-assembly.ts FOLDER
 */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, resolve } from 'node:path';

/**
 * What this repository's stacks use of https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html.
 * The others include nested assemblies, `executable`, which is a command, and `dockerBuildSecrets`, which can name
 * variables of the runner.
 */
const ARTIFACT_TYPES = ['aws:cloudformation:stack', 'cdk:asset-manifest', 'cdk:tree', 'cdk:feature-flag-report'];
const FILE_KEYS = ['path', 'packaging'];
const IMAGE_KEYS = ['directory', 'dockerBuildArgs', 'platform'];
/** Assets as metadata of a stack, in the way of before asset manifests. The CDK still publishes them. */
const LEGACY_ASSET = '"aws:cdk:asset"';

interface Artifact {
  type: string;
  additionalMetadataFile?: string;
  properties?: { file?: string; templateFile?: string };
}

interface AssetSource {
  path?: string;
  directory?: string;
  dockerBuildArgs?: Record<string, string>;
}

type Assets = Record<string, { source: AssetSource }>;

/** Lists what is wrong with the assembly in a folder. */
export function findAssemblyFaults(folder: string): string[] {
  const faults = findOddEntries(folder);
  // Nothing is read through a link.
  return faults.length > 0 ? faults : findManifestFaults(folder);
}

function findOddEntries(folder: string): string[] {
  if (!lstatSync(folder).isDirectory()) return [`${folder} is not a folder`];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isFile() && !entry.isDirectory())
    .map((entry) => `${relative(folder, join(entry.parentPath, entry.name))} is neither a file nor a folder`);
}

function findManifestFaults(folder: string): string[] {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  const { artifacts = {}, missing = [] }: { artifacts?: Record<string, Artifact>; missing?: unknown[] } =
    JSON.parse(text);
  return [
    ...(missing.length > 0 ? ['manifest.json asks for context'] : []),
    ...findLegacyAssets('manifest.json', text),
    ...Object.entries(artifacts).flatMap(([name, artifact]) => findArtifactFaults(folder, name, artifact)),
  ];
}

function findArtifactFaults(folder: string, name: string, artifact: Artifact): string[] {
  const { type, additionalMetadataFile: metadata, properties: { file, templateFile } = {} } = artifact;
  if (!ARTIFACT_TYPES.includes(type)) return [`artifact ${name} is a ${type}`];
  const outside = [metadata, file, templateFile].filter((path) => path !== undefined && !/^[\w-][\w.-]*$/.test(path));
  if (outside.length > 0) return outside.map((path) => `artifact ${name} is outside the assembly: ${path}`);
  return [
    ...(metadata === undefined ? [] : findLegacyAssets(metadata, readFileSync(join(folder, metadata), 'utf8'))),
    ...(type === 'cdk:asset-manifest' ? findAssetFaults(folder, file ?? '') : []),
  ];
}

/** Written again, because JSON can spell the same text in several ways. */
const findLegacyAssets = (file: string, text: string): string[] =>
  JSON.stringify(JSON.parse(text)).includes(LEGACY_ASSET) ? [`${file} has an asset outside the asset manifests`] : [];

function findAssetFaults(folder: string, manifest: string): string[] {
  const { files = {}, dockerImages = {} }: { files?: Assets; dockerImages?: Assets } = JSON.parse(
    readFileSync(join(folder, manifest), 'utf8'),
  );
  const findSourceFaults = (id: string, source: AssetSource, keys: string[], path = '..'): string[] => [
    ...Object.keys(source)
      .filter((key) => !keys.includes(key))
      .map((key) => `${manifest}: asset ${id} has ${key}`),
    ...(isAbsolute(path) || normalize(path).startsWith('..')
      ? [`${manifest}: asset ${id} is outside the assembly`]
      : []),
  ];
  return [
    ...Object.entries(files).flatMap(([id, { source }]) => findSourceFaults(id, source, FILE_KEYS, source.path)),
    ...Object.entries(dockerImages).flatMap(([id, { source }]) => [
      ...findSourceFaults(id, source, IMAGE_KEYS, source.directory),
      ...findTaggedImages(source).map((image) => `${manifest}: asset ${id} starts from ${image}, not from a digest`),
    ]),
  ];
}

/** Base images passed as arguments; those in a Dockerfile are tested in the repository. */
const findTaggedImages = ({ dockerBuildArgs = {} }: AssetSource): string[] =>
  Object.entries(dockerBuildArgs)
    .filter(([name, image]) => name === 'BASE_IMAGE' && !/@sha256:[0-9a-f]{64}$/.test(image))
    .map(([, image]) => image);

if (import.meta.main) {
  const faults = findAssemblyFaults(resolve(process.argv[2] ?? ''));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
