/**
 * `npm test`: every check and test of the system, and at the end the line with the totals. Jest has two workers, because
 * CI has two processors; the Python suites run beside each other.
 *
 *   npm test                     all suites
 *   npm test -- unit training    only these
 *   npm run check                the static checks only
 *
 * A static check counts as one test. A suite that ends without having run a test counts as failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const PYTHON_BIN = join(ROOT, '.venv/bin');
const SPARK_BIN = join(ROOT, '.spark-venv/bin');
const scratch = mkdtempSync(join(tmpdir(), 'risk-test-'));

interface Result extends Counts {
  suite: string;
  /** Duration; of a folder that shares its run with others, that of its files one after another. */
  seconds: number;
}

/** Runs some of its suites, in parallel where that is faster. */
interface Group {
  suites: string[];
  run(suites: string[]): Promise<Result[]>;
}

/** Folders of TypeScript, as tsconfig.json includes them, and what browsers run. */
const TYPESCRIPT_FOLDERS: string[] = [
  ...JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).include,
  ...['edge', 'web'],
];

/** Static checks, which `npm run check` runs alone. */
const CHECKS: Record<string, () => Promise<Counts>> = {
  types: () => check('tsc', ['-p', '.']),
  'web-types': () => check('tsc', ['-p', 'web']),
  'edge-types': () => check('tsc', ['-p', 'edge']),
  style: () => check('biome', ['check', '.', '--error-on-warnings']),
  imports: () => check('depcruise', ['--config', '.dependency-cruiser.mjs', ...TYPESCRIPT_FOLDERS]),
  unused: () => check('knip', ['--no-progress', '--treat-config-hints-as-errors']),
  secrets: () => check('secretlint', ['**/*', '.*', '.{ci,github}/**/*', '--secretlintignore', '.gitignore']),
  workflows: () => check(join(PYTHON_BIN, 'zizmor'), ['--offline', '--quiet', '--persona', 'auditor', '.github']),
  'workflow-schema': () =>
    check('node', ['scripts/lint-workflows.ts', ...globSync('.github/workflows/*.yml', { cwd: ROOT })]),
  'python-style': () => check(join(PYTHON_BIN, 'ruff'), ['check', '.']),
  'python-format': () => check(join(PYTHON_BIN, 'ruff'), ['format', '--check', '.']),
};

/** By files, so that a file's fixtures are made once. */
const IN_TWO_PROCESSES = ['-n', '2', '--dist', 'loadfile'];

const PYTHON_SUITES: Record<string, () => Promise<Counts>> = {
  clients: () => pytest('clients/python/tests'),
  training: () => pytest('training/tests', PYTHON_BIN, IN_TWO_PROCESSES),
  spark: async () => ((await installSpark()) ? pytest('spark/tests', SPARK_BIN) : { passed: 0, failed: 1 }),
};

/** Fastest failure first. Folders that share a run leave no processor idle while the last file of one is running. */
const GROUPS: Group[] = [
  ...Object.entries(CHECKS).map(([suite, run]) => ({ suites: [suite], run: () => runEach({ [suite]: run }) })),
  { suites: ['unit'], run: runJest },
  { suites: listTestFolders().filter((folder) => folder !== 'unit'), run: runJest },
  {
    suites: Object.keys(PYTHON_SUITES),
    run: (suites) =>
      runEach(Object.fromEntries(Object.entries(PYTHON_SUITES).filter(([suite]) => suites.includes(suite)))),
  },
];

/** Every folder of test/ that holds tests, so that a new one can't be forgotten. */
function listTestFolders(): string[] {
  const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => getTestFolder(entry.parentPath));
  return [...new Set(folders)].sort();
}

function getTestFolder(path: string): string {
  return relative(join(ROOT, 'test'), path).split(sep)[0] ?? '';
}

/** Runs suites at the same time. */
async function runEach(suites: Record<string, () => Promise<Counts>>): Promise<Result[]> {
  return Promise.all(
    Object.entries(suites).map(async ([suite, runSuite]) => {
      const started = performance.now();
      const counts = await runSuite();
      return { suite, ...counts, seconds: (performance.now() - started) / 1000 };
    }),
  );
}

const FOLLOWED = ['inherit', 'inherit'] as const;
const COLLECTED = ['pipe', 'pipe'] as const;

/** Runs a program. Its output is printed when it has ended, unless it is to be followed. */
async function run(
  command: string,
  args: string[],
  options: { follow: boolean } = { follow: false },
): Promise<boolean> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', ...(options.follow ? FOLLOWED : COLLECTED)] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk));
  try {
    const [status] = await once(child, 'close');
    return status === 0;
  } catch (error) {
    console.error(`${command} did not start (${(error as Error).message}): npm run setup installs it`);
    return false;
  } finally {
    process.stdout.write(Buffer.concat(output));
  }
}

async function check(command: string, args: string[]): Promise<Counts> {
  const clean = await run(command, args);
  return { passed: clean ? 1 : 0, failed: clean ? 0 : 1 };
}

/** What jest writes about a file. */
interface FileReport {
  name: string;
  startTime: number;
  endTime: number;
  status: string;
  assertionResults: { status: string }[];
}

/** Runs jest on folders of test/. */
async function runJest(folders: string[]): Promise<Result[]> {
  const report = join(scratch, `${folders[0]}.json`);
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const options = ['--maxWorkers=2', '--silent', '--json', `--outputFile=${report}`];
  const clean = await run('node', [...args, ...folders.map((folder) => `test/${folder}/`), ...options], {
    follow: true,
  });
  const files: FileReport[] = JSON.parse(readReport(report) ?? '{"testResults":[]}').testResults;
  const results = folders.map((folder) => {
    const own = files.filter(({ name }) => getTestFolder(name) === folder);
    const seconds = own.reduce((sum, { startTime, endTime }) => sum + (endTime - startTime) / 1000, 0);
    return { suite: folder, ...countSilentFailure(countTests(own), true), seconds };
  });
  const [first] = results;
  // Jest can fail without a failed test, for example when it ends early.
  if (first && !clean && results.every(({ failed }) => failed === 0)) first.failed = 1;
  return results;
}

/** A file that can't even load counts as a failed test. */
function countTests(files: FileReport[]): Counts {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const unloaded = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  const count = (status: string) => tests.filter((one) => one.status === status).length;
  return { passed: count('passed'), failed: count('failed') + unloaded.length };
}

/** PySpark is a large package that only this suite needs: it says what is missing when it can't be installed. */
function installSpark(): Promise<boolean> {
  return run('node', ['scripts/setup.mjs', '--only-spark']);
}

async function pytest(folder: string, bin = PYTHON_BIN, options: string[] = []): Promise<Counts> {
  const report = join(scratch, `${folder.replaceAll('/', '-')}.xml`);
  const clean = await run(join(bin, 'python'), ['-m', 'pytest', '-q', folder, `--junitxml=${report}`, ...options]);
  const result = readReport(report) ?? '';
  const count = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(result)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return countSilentFailure({ passed: count('tests') - failed - count('skipped'), failed }, clean);
}

function readReport(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A runner that failed, or passed without a test, must not look like success. */
function countSilentFailure(counts: Counts, clean: boolean): Counts {
  const silent = counts.failed === 0 && (!clean || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

async function main(requested: string[]): Promise<number> {
  const names = requested.flatMap((name) => (name === 'checks' ? Object.keys(CHECKS) : [name]));
  const known = GROUPS.flatMap(({ suites }) => suites);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No suite ${unknown.join(', ')}; there are: ${known.join(', ')}`);
    return 2;
  }
  const results: Result[] = [];
  for (const group of GROUPS) {
    const suites = group.suites.filter((suite) => names.length === 0 || names.includes(suite));
    if (suites.length === 0) continue;
    console.log(`\n── ${suites.join(', ')} ──`);
    results.push(...(await group.run(suites)));
  }
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${results.map(formatResult).join('\n')}\n\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}

function formatResult({ suite, passed, failed, seconds }: Result): string {
  const mark = failed > 0 ? '✗' : '✓';
  return `${mark} ${suite.padEnd(14)} ${passed} of ${passed + failed} (${seconds.toFixed(0)} s)`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
