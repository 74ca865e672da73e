/**
 * `npm test`: every check and test of the system, one suite after another, and at the end the one line that counts.
 *
 *   npm test                     all suites
 *   npm test -- unit training    only these
 *   npm run check                the static checks only
 *
 * A static check counts as one test. A suite that ends without having run a test counts as failed.
 */
import { spawnSync } from 'node:child_process';
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

/** Folders of jest tests that run first, fastest failure first. Other folders run between these and the last ones. */
const FIRST_TEST_FOLDERS = ['unit', 'infrastructure', 'integration', 'faults'];
const LAST_TEST_FOLDERS = ['e2e'];

/** Folders of TypeScript, as tsconfig.json includes them, and the dashboard. */
const TYPESCRIPT_FOLDERS: string[] = [...JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).include, 'web'];

/** Static checks, which `npm run check` runs alone. */
const CHECKS: Record<string, () => Counts> = {
  types: () => check('tsc', ['-p', '.']),
  'web-types': () => check('tsc', ['-p', 'web']),
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

const SUITES: Record<string, () => Counts> = {
  ...CHECKS,
  ...Object.fromEntries(jestFolders().map((folder) => [folder, () => jest(folder)])),
  clients: () => pytest('clients/python/tests'),
  training: () => pytest('training/tests'),
  spark: () => (installSpark() ? pytest('spark/tests', SPARK_BIN) : { passed: 0, failed: 1 }),
};

/** Every folder of test/ that holds tests, so that a new one can't be forgotten. */
function jestFolders(): string[] {
  const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => relative(join(ROOT, 'test'), entry.parentPath).split(sep)[0] ?? '');
  const others = new Set(folders).difference(new Set([...FIRST_TEST_FOLDERS, ...LAST_TEST_FOLDERS]));
  return [...FIRST_TEST_FOLDERS, ...[...others].sort(), ...LAST_TEST_FOLDERS];
}

function run(command: string, args: string[]): boolean {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`${command} did not start (${error.message}): npm run setup installs it`);
  return status === 0;
}

function check(command: string, args: string[]): Counts {
  const clean = run(command, args);
  return { passed: clean ? 1 : 0, failed: clean ? 0 : 1 };
}

/** Jest on one folder of test/; a suite file that can't even load counts as a failed test. */
function jest(folder: string): Counts {
  const report = join(scratch, `${folder}.json`);
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const clean = run('node', [
    ...args,
    `test/${folder}/`,
    '--maxWorkers=2',
    '--silent',
    '--json',
    `--outputFile=${report}`,
  ]);
  const result = readReport(report);
  if (!result) return { passed: 0, failed: 1 };
  const json = JSON.parse(result) as Record<string, number>;
  const failed = (json.numFailedTests ?? 0) + (json.numRuntimeErrorTestSuites ?? 0);
  return countSilentFailure({ passed: json.numPassedTests ?? 0, failed }, clean);
}

/** PySpark is a large package that only this suite needs: it says what is missing when it can't be installed. */
function installSpark(): boolean {
  return run('node', ['scripts/setup.mjs', '--only-spark']);
}

function pytest(folder: string, bin = PYTHON_BIN): Counts {
  const report = join(scratch, `${folder.replaceAll('/', '-')}.xml`);
  const clean = run(join(bin, 'python'), ['-m', 'pytest', '-q', folder, `--junitxml=${report}`]);
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

function main(requested: string[]): number {
  const names = requested.flatMap((name) => (name === 'checks' ? Object.keys(CHECKS) : [name]));
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    console.error(`No suite ${unknown.join(', ')}; there are: ${Object.keys(SUITES).join(', ')}`);
    return 2;
  }
  const total: Counts = { passed: 0, failed: 0 };
  const lines: string[] = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n── ${name} ──`);
    const started = performance.now();
    const counts = suite();
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    total.passed += counts.passed;
    total.failed += counts.failed;
    lines.push(
      `${counts.failed > 0 ? '✗' : '✓'} ${name.padEnd(14)} ${counts.passed} of ${counts.passed + counts.failed} (${seconds} s)`,
    );
  }
  console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
