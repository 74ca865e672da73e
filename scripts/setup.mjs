/**
 * Sets up a checkout that has only Node ≥ 20 and Python ≥ 3.11: npm packages (with Node 24, the version of the Lambda
 * runtime), a virtual environment and its packages. Runs before `npm start` and `npm test` and installs only what is
 * stale. Plain JavaScript without dependencies, because it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE_STAMP = join(ROOT, 'node_modules', '.setup-stamp');
const VENV = join(ROOT, '.venv');
const VENV_STAMP = join(VENV, '.setup-stamp');
const VENV_PYTHON = join(VENV, 'bin', 'python');
const REQUIREMENTS = join(ROOT, 'cli/local/requirements.txt');
const SPARK_VENV = join(ROOT, '.spark-venv');
const SPARK_STAMP = join(SPARK_VENV, '.setup-stamp');
const SPARK_REQUIREMENTS = join(ROOT, 'spark', 'local-requirements.txt');
/**
 * Modules that are imported once, so that their byte code is on disk: uv writes none, and where PYTHONDONTWRITEBYTECODE
 * is set every process of a training would compile them anew, for six seconds.
 */
const IMPORTED = [
  'training.pipeline',
  'training.models.neural_additive_training',
  'shap',
  'training.mlflow.tracking_job',
  'mlflow.server.fastapi_app',
];
const IMPORT_ALL = `
import contextlib, importlib, sys
for name in sys.argv[1:]:
    with contextlib.suppress(Exception):
        importlib.import_module(name)
`;
const MINIMUM_JAVA = 17;
const MINIMUM_NODE = 20;
const MINIMUM_PYTHON = [3, 11];

/** Exit status for each signal, 128 and its number. */
const EXIT_STATUS_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** The installer that runs now. */
let running;
let isStopping = false;

/** Ctrl-C ends the installer, and says how to go on: only what is complete counts as installed. */
for (const [signal, status] of Object.entries(EXIT_STATUS_BY_SIGNAL)) {
  process.on(signal, () => {
    if (!running || isStopping) process.exit(status);
    isStopping = true;
    console.error('\n  Set-up stopped: run the same command again, and it installs what is missing.');
    running.once('exit', () => process.exit(status));
    running.kill(signal);
  });
}

/** Something is missing or failed; the message is one line that explains how to correct it. */
class SetupProblem extends Error {}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MINIMUM_NODE) {
    throw new SetupProblem(
      `Node ${process.versions.node} is too old: install Node ${MINIMUM_NODE} or newer from your package manager.`,
    );
  }
}

/** Finds the first interpreter on PATH that is new enough and can create virtual environments: { command, version }. */
function findPython() {
  const probe = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python3.13', 'python3.12', 'python3.11'];
  const rejected = [];
  for (const command of candidates) {
    const result = spawnSync(command, ['-c', probe], { encoding: 'utf8' });
    if (result.error) continue;
    if (result.status !== 0) {
      rejected.push(`${command} lacks venv or ensurepip (on Debian: apt-get install python3-venv)`);
      continue;
    }
    const version = result.stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]) return { command, version };
    rejected.push(`${command} is ${version}`);
  }
  const reasons = rejected.length > 0 ? `found: ${rejected.join('; ')}` : 'found none';
  throw new SetupProblem(
    `Python ${MINIMUM_PYTHON.join('.')} or newer is needed, ${reasons}. Install it, or name one: PYTHON=/path/to/python3`,
  );
}

function computeHash(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function isFresh(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** Packages are installed in the checkout, so whoever installs them must be able to write there. */
function requireWritableCheckout() {
  try {
    rmSync(mkdtempSync(join(ROOT, '.setup-')), { recursive: true });
  } catch (error) {
    throw new SetupProblem(
      `${ROOT} cannot be written by you (${error.code}), and packages must be installed in it: ask its owner to run npm run setup, or use a checkout of your own.`,
    );
  }
}

/** Runs a command and shows its seconds; shows its output only when it fails. */
async function run(title, command, args, env = {}) {
  const startedAt = Date.now();
  const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(0);
  const show = (text) => process.stdout.isTTY && process.stdout.write(`\r  … ${text} ${seconds()} s `);
  if (!process.stdout.isTTY) console.log(`  … ${title}`);
  const ticker = setInterval(() => show(title), 500);
  const output = [];
  const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  running = undefined;
  clearInterval(ticker);
  const clear = process.stdout.isTTY ? '\r' : '';
  if (status !== 0) {
    const tail = Buffer.concat(output).toString('utf8').trim().split('\n').slice(-15).join('\n    ');
    throw new SetupProblem(`${title} failed (${command} ${args.join(' ')}):\n    ${tail}`);
  }
  console.log(`${clear}  ✓ ${title} (${seconds()} s)`);
}

async function installNodePackages() {
  const stamp = computeHash(readFileSync(join(ROOT, 'package-lock.json')));
  if (isFresh(NODE_STAMP, stamp)) return false;
  requireWritableCheckout();
  // The package of onnxruntime-node contains its CPU library; the install script would only download GPU libraries.
  const env = { ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_engine_strict: 'false' };
  await run('npm packages and Node 24', 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], env);
  writeFileSync(NODE_STAMP, stamp);
  return true;
}

/** The lines of one package in the lock file. pip installs uv alone, and uv installs all packages. */
function lockedLines(name, requirements = REQUIREMENTS) {
  const [block] =
    readFileSync(requirements, 'utf8').match(new RegExp(`^${name}==[^\\n]*(\\n +--hash=[^\\n]*)+`, 'm')) ?? [];
  if (!block) throw new SetupProblem(`${requirements} has no ${name}: run npm run lock:python`);
  return block;
}

/** Whether the environment has the packages of the lock file and its interpreter works. */
function isVenvFresh() {
  return (
    isFresh(VENV_STAMP, computeRequirementsHash()) &&
    spawnSync(VENV_PYTHON, ['-c', ''], { stdio: 'ignore' }).status === 0
  );
}

const computeRequirementsHash = () => computeHash(readFileSync(REQUIREMENTS));

async function installPythonPackages(python) {
  requireWritableCheckout();
  rmSync(VENV, { recursive: true, force: true });
  await run(`Python ${python.version} environment`, python.command, ['-m', 'venv', VENV]);
  const folder = mkdtempSync(join(tmpdir(), 'risk-setup-'));
  try {
    const uvLock = join(folder, 'uv.txt');
    writeFileSync(uvLock, `${lockedLines('uv')}\n`);
    await run('uv', VENV_PYTHON, ['-m', 'pip', 'install', '-q', '--require-hashes', '-r', uvLock]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const sync = ['pip', 'install', '-q', '--python', VENV_PYTHON, '--require-hashes', '-r', REQUIREMENTS];
  await run('Python packages', join(VENV, 'bin', 'uv'), sync);
  await run('byte code', VENV_PYTHON, ['-c', IMPORT_ALL, ...IMPORTED], { PYTHONDONTWRITEBYTECODE: '' });
  writeFileSync(VENV_STAMP, computeRequirementsHash());
}

/** Checks the version of the Java on which Spark runs, from JAVA_HOME or PATH. */
function requireJava() {
  const command = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const { error, stderr = '' } = spawnSync(command, ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (!error && major >= MINIMUM_JAVA) return;
  throw new SetupProblem(
    `Spark needs Java ${MINIMUM_JAVA} or newer, ${error || major === 0 ? 'and there is none' : `found Java ${major}`}: ` +
      'on Debian apt-get install openjdk-17-jre-headless, or name one by JAVA_HOME. Everything else runs without.',
  );
}

/** Installs PySpark (450 MB) into a separate environment, only when Spark is requested. */
async function installSpark() {
  requireJava();
  const stamp = computeHash(readFileSync(SPARK_REQUIREMENTS));
  const target = join(SPARK_VENV, 'bin', 'python');
  const works = () => spawnSync(target, ['-c', ''], { stdio: 'ignore' }).status === 0;
  if (isFresh(SPARK_STAMP, stamp) && works()) return false;
  requireWritableCheckout();
  rmSync(SPARK_VENV, { recursive: true, force: true });
  const install = (requirements) => ['pip', 'install', '-q', '--python', target, '--require-hashes', ...requirements];
  await run('Spark environment', VENV_PYTHON, ['-m', 'venv', '--without-pip', SPARK_VENV]);
  const folder = mkdtempSync(join(tmpdir(), 'risk-setup-'));
  try {
    // PySpark exists as source only, so the package that builds it is pinned too.
    const builder = join(folder, 'setuptools.txt');
    writeFileSync(builder, `${lockedLines('setuptools', SPARK_REQUIREMENTS)}\n`);
    await run('setuptools', join(VENV, 'bin', 'uv'), install(['-r', builder]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await run('PySpark', join(VENV, 'bin', 'uv'), install(['--no-build-isolation', '-r', SPARK_REQUIREMENTS]));
  writeFileSync(SPARK_STAMP, stamp);
  return true;
}

try {
  requireNode();
  // A command is running on the installed packages, so they must not change.
  if (process.argv.includes('--only-spark') && existsSync(join(VENV, 'bin', 'uv'))) {
    await installSpark();
    process.exit(0);
  }
  // Before the downloads, so that a missing Python is reported at once.
  const python = isVenvFresh() ? undefined : findPython();
  const nodeChanged = await installNodePackages();
  if (python) await installPythonPackages(python);
  if (process.argv.some((argument) => /^--(only-)?spark$/.test(argument))) await installSpark();
  if (nodeChanged || python) console.log('  Set up. Everything is inside node_modules/ and .venv/.\n');
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\nSet-up stopped: ${error.message}`);
  process.exit(1);
}
