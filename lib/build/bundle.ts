/**
 * Bundles all Lambda handlers in one esbuild call into archives that are named by their content hash.
 * An unchanged function keeps its asset hash, so a deployment does not update it.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type BuildFailure, type BuildOptions, type BuildResult, buildSync } from 'esbuild';
import { type BundleFile, writeArchive } from './archive.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAMBDAS = join(ROOT, 'lambdas');
/** Node's conventional place for caches. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'risk-lambdas');
/** A bundle that no synth has used for this long is deleted. */
const UNUSED_DAYS = 2;

/** onnxruntime-node loads a native library from its own folder; esbuild cannot bundle it, so its files are copied. */
const ONNX_RUNTIME = 'onnxruntime-node';

export interface BundleOptions {
  /** Copy the sql/ folder next to the code, without the statements of the commands. */
  sql?: boolean;
  /** Copy ONNX Runtime for this architecture. */
  onnx?: 'arm64' | 'x64';
  /** Copy Swagger UI's files for browsers. */
  swaggerUi?: boolean;
  /** Copy the fonts that notices embed in their PDF. */
  noticeFonts?: boolean;
}

export interface Bundle {
  /** Archive with `<stage>/<name>.mjs`, the chunks it imports, and the copied files. */
  archive: string;
  /** Hash of all files in it. */
  hash: string;
}

/** A stack refers to a handler file that does not exist. */
export class HandlerMissing extends Error {
  override name = 'HandlerMissing';
}

/** A function does not compile; the message has one line for each place. */
export class BundleFailed extends Error {
  override name = 'BundleFailed';
}

/** Lists every `lambdas/<stage>/<name>.lambda.ts` as `<stage>/<name>`. */
export function findHandlerEntries(): string[] {
  return globSync('*/*.lambda.ts', { cwd: LAMBDAS })
    .map((file) => file.replace(/\.lambda\.ts$/, ''))
    .sort();
}

/** Module of an entry and its chunks, with their source maps. */
interface Compiled {
  parts: BundleFile[];
  usesOnnxRuntime: boolean;
}

let compiled: Map<string, Compiled> | undefined;

/** Compiles every entry, once for each process. */
function compileHandlers(): Map<string, Compiled> {
  if (compiled) return compiled;
  deleteUnusedBundles();
  const entries = findHandlerEntries();
  const { outputs, contents } = compileEntries(entries);
  compiled = new Map(
    entries.map((entry) => {
      const modules = listImports(`${entry}.mjs`, outputs);
      const parts = modules
        .flatMap((path) => [path, `${path}.map`])
        .map((path) => ({ path, contents: contents.get(path) ?? new Uint8Array() }));
      return [entry, { parts, usesOnnxRuntime: modules.some((path) => outputs.get(path)?.usesOnnxRuntime) }];
    }),
  );
  return compiled;
}

type Outputs = Map<string, { imports: string[]; usesOnnxRuntime: boolean }>;

/** Lists a module of the output and everything it imports, sorted. */
function listImports(path: string, outputs: Outputs, found = new Set<string>()): string[] {
  if (!found.has(path)) {
    found.add(path);
    for (const imported of outputs.get(path)?.imports ?? []) listImports(imported, outputs, found);
  }
  return [...found].sort();
}

/** Runs esbuild on the entries; paths are relative to the bundle. */
function compileEntries(entries: string[]): { outputs: Outputs; contents: Map<string, Uint8Array> } {
  const { outputFiles = [], metafile } = compile(entries);
  const inBundle = (path: string) => relative(LAMBDAS, resolve(ROOT, path));
  const outputs = Object.entries(metafile?.outputs ?? {}).map(([path, { imports }]) => {
    const chunks = imports.filter(({ external }) => !external).map((imported) => inBundle(imported.path));
    const usesOnnxRuntime = imports.some((imported) => imported.external && imported.path === ONNX_RUNTIME);
    return [inBundle(path), { imports: chunks, usesOnnxRuntime }] as const;
  });
  return {
    outputs: new Map(outputs),
    contents: new Map(outputFiles.map(({ path, contents }) => [inBundle(path), contents])),
  };
}

function compile(entries: string[]): BuildResult {
  const options: BuildOptions = {
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => ({ in: `lambdas/${entry}.lambda.ts`, out: entry })),
    // esbuild writes nothing here; source maps contain paths relative to it.
    outdir: LAMBDAS,
    write: false,
    metafile: true,
    bundle: true,
    // Shared code is compiled once: a fifth of the time and of the bytes.
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    minify: true,
    // State machines match error names.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    external: [ONNX_RUNTIME],
    // CommonJS packages call require() for Node's own modules.
    banner: {
      js: "import{createRequire as requireMaker}from'node:module';const require=requireMaker(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'silent',
  };
  try {
    return buildSync(options);
  } catch (error) {
    const { errors = [] } = error as Partial<BuildFailure>;
    const places = errors.map(({ location, text }) => `${location?.file}:${location?.line}: ${text}`);
    throw places.length > 0 ? new BundleFailed(places.join('\n')) : error;
  }
}

const readFolders = new Map<string, BundleFile[]>();

/**
 * Reads the files below `folder` (relative to the repository's root) for the folder `target` of the bundle, once for each
 * process.
 */
function readFolderFiles(folder: string, target: string, keep: RegExp): BundleFile[] {
  const key = [folder, target, keep].join(' ');
  const files = readFolders.get(key) ?? readFiles(folder, target, keep);
  readFolders.set(key, files);
  return files;
}

function readFiles(folder: string, target: string, keep: RegExp): BundleFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(join(ROOT, folder).length + 1))
    .filter((path) => keep.test(path))
    .sort()
    .map((path) => ({ path: join(target, path), contents: readFileSync(join(ROOT, folder, path)) }));
}

function readOnnxRuntimeFiles(architecture: 'arm64' | 'x64'): BundleFile[] {
  const native = new RegExp(String.raw`^(package\.json|dist/.*\.js|bin/napi-v6/linux/${architecture}/.*)$`);
  return [
    ...readFolderFiles(`node_modules/${ONNX_RUNTIME}`, `node_modules/${ONNX_RUNTIME}`, native),
    ...readFolderFiles(
      'node_modules/onnxruntime-common',
      'node_modules/onnxruntime-common',
      /^(package\.json|dist\/cjs\/.*\.(js|json))$/,
    ),
  ];
}

/** Reads the two files that the documentation page serves, and the licence that must accompany them. */
function readSwaggerUiFiles(): BundleFile[] {
  const folder = 'node_modules/swagger-ui-dist';
  return readFolderFiles(folder, folder, /^(package\.json|LICENSE|NOTICE|swagger-ui\.css|swagger-ui-bundle\.js)$/);
}

/** Reads the two faces that lambdas/shared/notices/render-pdf.ts embeds, and the licence that must accompany them. */
function readNoticeFonts(): BundleFile[] {
  const folder = 'node_modules/@expo-google-fonts/noto-sans';
  const files = /^(package\.json|LICENSE_FONT|400Regular\/NotoSans_400Regular\.ttf|700Bold\/NotoSans_700Bold\.ttf)$/;
  return readFolderFiles(folder, folder, files);
}

function hashFiles(parts: BundleFile[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part.path).update('\0').update(part.contents).update('\0');
  return hash.digest('hex');
}

/** Deletes old archives: with ONNX Runtime each has 15 MB, and every change of code creates another. */
function deleteUnusedBundles(): void {
  const oldest = Date.now() - UNUSED_DAYS * 86_400_000;
  for (const name of existsSync(CACHE) ? readdirSync(CACHE) : []) {
    const path = join(CACHE, name);
    const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? oldest;
    if (used < oldest) rmSync(path, { recursive: true, force: true });
  }
}

/** Writes to a temporary file and renames it, so that concurrent synths never see half an archive. */
function writeOnce(archive: string, files: BundleFile[]): void {
  if (existsSync(archive)) {
    const now = new Date();
    utimesSync(archive, now, now);
    return;
  }
  mkdirSync(CACHE, { recursive: true });
  const draft = `${archive}.${process.pid}`;
  writeArchive(draft, files);
  renameSync(draft, archive);
}

/**
 * Collects the files of one function, with their paths in its archive.
 * @param entry `<stage>/<name>` of `lambdas/<stage>/<name>.lambda.ts`
 * @throws {HandlerMissing} when there is no such file
 * @throws {BundleFailed} when it does not compile, lacks ONNX Runtime, or contains it without using it
 */
export function collectFunctionFiles(entry: string, options: BundleOptions = {}): BundleFile[] {
  const code = findHandlerEntries().includes(entry) ? compileHandlers().get(entry) : undefined;
  if (!code) throw new HandlerMissing(`lambdas/${entry}.lambda.ts does not exist`);
  if (code.usesOnnxRuntime !== (options.onnx !== undefined)) {
    const fault = code.usesOnnxRuntime ? 'imports it: set onnx, or import less' : 'never imports it: leave onnx out';
    throw new BundleFailed(`ONNX Runtime: lambdas/${entry}.lambda.ts ${fault}`);
  }
  const files = [...code.parts];
  if (options.sql) files.push(...readFolderFiles('sql', 'sql', /^(?!cli\/).*\.(sql|json)$/));
  if (options.onnx) files.push(...readOnnxRuntimeFiles(options.onnx));
  if (options.swaggerUi) files.push(...readSwaggerUiFiles());
  if (options.noticeFonts) files.push(...readNoticeFonts());
  return files;
}

/**
 * Builds the deployable archive of one function.
 * @param entry `<stage>/<name>` of `lambdas/<stage>/<name>.lambda.ts`
 * @throws {HandlerMissing} when there is no such file
 * @throws {BundleFailed} when it does not compile, lacks ONNX Runtime, or contains it without using it
 */
export function bundleFunction(entry: string, options: BundleOptions = {}): Bundle {
  const files = collectFunctionFiles(entry, options);
  const hash = hashFiles(files);
  const archive = join(CACHE, `${hash.slice(0, 32)}.zip`);
  writeOnce(archive, files);
  return { archive, hash };
}

/** Hashes the files below a folder of the repository, to detect changes. */
export function hashFolder(folder: string): string {
  return hashFiles(readFolderFiles(folder, '', /./));
}
