/**
 * Every command is run for real, several at a time: its help, on a system that was never started, with nonsense, and
 * without AWS.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ALL_COMMANDS } from '../../../cli/commands/all-commands.ts';
import { NoStateYet } from '../../../cli/environment/not-running.ts';
import {
  formatCommandPrefix,
  formatOptionFlags,
  parseCommandLine,
  USUAL_EXIT_CODES,
} from '../../../cli/terminal/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'risk-commands-'));
const STATE = join(folder, 'never-started');
const MISSING = join(folder, 'missing');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** No credentials, no region and no metadata service, whatever this machine has; the commands share compiled code. */
const ENVIRONMENT = {
  ...{ PATH: process.env.PATH, HOME: folder, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  AWS_EC2_METADATA_DISABLED: 'true',
  NODE_COMPILE_CACHE: join(folder, 'compiled'),
};

async function run(name: string, args: readonly string[]) {
  const program = `cli/commands/${name.replace(':', '-')}.ts`;
  const running = promisify(execFile)(process.execPath, [program, ...args], { env: ENVIRONMENT, timeout: 60_000 });
  const { stdout, stderr } = await running.catch((error: { stdout: string; stderr: string }) => error);
  return { code: running.child.exitCode, stdout, stderr: stderr.trim() };
}

const commands = ALL_COMMANDS.map((command) => [command.name, command] as const);

/** The words of a line as a shell passes them to npm. */
const splitLine = (line: string): string[] =>
  execFileSync('bash', ['-c', `npm() { printf '%s\\0' "$@"; }; ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe.each(commands)('%s', (name, definition) => {
  test.concurrent('--help has what it does, its options, examples and exit codes', async () => {
    const { code, stdout, stderr } = await run(name, ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    const words = (text: string) => text.replaceAll(/\s+/g, ' ');
    const { description, options, examples, exitCodes } = definition;
    const texts = [
      ...[formatCommandPrefix(definition), description],
      ...Object.entries(options).flatMap(([option, value]) => [formatOptionFlags(option, value), value.description]),
      ...Object.entries(examples).flat(),
      ...Object.entries({ ...USUAL_EXIT_CODES, ...exitCodes }).map((exit) => exit.join(' ')),
    ];
    for (const text of texts) expect(words(stdout)).toContain(words(text));
  });

  test('has examples that it accepts', () => {
    for (const line of Object.keys(definition.examples)) {
      const [first, ...others] = splitLine(line).filter((word) => word !== '-s');
      const prefix = first === 'run' ? ['npm', 'run', others.shift()] : ['npm', first];
      expect(prefix.join(' ')).toBe(formatCommandPrefix(definition));
      if (others.length > 0) expect(others.shift()).toBe('--');
      expect(() => parseCommandLine(definition, others)).not.toThrow();
    }
  });
});

const NOWHERE = ['--state', STATE];
const ID = '0192b3c4-0000-7000-8000-000000000001';
const NEVER_STARTED = [
  3,
  /^NoStateYet: \S+never-started holds no database yet: npm start makes one, or --state DIR/,
] as const;
const NO_FILE = [1, /^PathNotUsable: .*missing: it does not exist: name a (file|folder) that does$/] as const;

/** Calls of each command that ask something of a system that is not there, with exit code and line. */
const CALLS: Record<string, (readonly [args: string[], code: number, line: RegExp])[]> = {
  start: [
    [['--data', MISSING, ...NOWHERE], ...NO_FILE],
    [['--file', MISSING, ...NOWHERE], ...NO_FILE],
  ],
  onboard: [
    [[MISSING], ...NO_FILE],
    [[], 2, /^InvalidOptions: name a raw file/],
  ],
  reset: [[['--state', folder], 1, /^NotAStateFolder: .* was not made by the local cloud; nothing was removed$/]],
  status: [[NOWHERE, ...NEVER_STARTED]],
  logs: [
    [NOWHERE, ...NEVER_STARTED],
    [['--run', 'nonsense', ...NOWHERE], ...NEVER_STARTED],
  ],
  etl: [
    [['--data', MISSING, ...NOWHERE], ...NO_FILE],
    [['--accept-missing', ID, '--why', 'x', ...NOWHERE], ...NEVER_STARTED],
  ],
  quality: [[NOWHERE, ...NEVER_STARTED]],
  train: [[NOWHERE, ...NEVER_STARTED]],
  model: [
    [NOWHERE, ...NEVER_STARTED],
    [['nonsense'], 2, /^InvalidOptions: npm run model -- list/],
    [['promote', 'v', '--why', 'short'], 1, /^ReasonMissing: promote needs --why/],
    [['promote', 'v', '--emergency', '--why', 'better on the product'], 2, /^InvalidOptions: --emergency is for/],
  ],
  'model:verify': [[['--all', ...NOWHERE], ...NEVER_STARTED]],
  requests: [
    [NOWHERE, ...NEVER_STARTED],
    [['nonsense'], 2, /^InvalidOptions: npm run requests -- list/],
    [['approve', ID], 1, /^ReasonMissing: approve needs --why/],
  ],
  simulate: [
    [['--policy', '2026-11-01', '--from', '2026-09-01', '--to', '2026-09-30', ...NOWHERE], ...NEVER_STARTED],
    [['--policy', '2026-11-01'], 2, /^InvalidOptions: a simulation needs from and to, or batch_id alone/],
    [['--from', '2026-09-01', '--to', '2026-09-30'], 2, /^InvalidOptions: a simulation needs policy_version, document/],
    [['--model', 'm', '--segment', 'car', '--batch', ID], 2, /^InvalidOptions: --segment car is no feature=value/],
  ],
  roles: [
    [NOWHERE, ...NEVER_STARTED],
    [['--take-over', ...NOWHERE], 2, /^InvalidOptions: --take-over and --why "…" need each other/],
  ],
  predict: [
    [['--application', '3', ...NOWHERE], ...NEVER_STARTED],
    [['--batch', MISSING, ...NOWHERE], ...NO_FILE],
  ],
  token: [
    [NOWHERE, ...NEVER_STARTED],
    [['--person', ...NOWHERE], ...NEVER_STARTED],
  ],
  report: [[NOWHERE, ...NEVER_STARTED]],
  review: [[NOWHERE, ...NEVER_STARTED]],
  privacy: [
    [['access', 'c1', '--why', 'letter of 3 May', '--out', 'd', ...NOWHERE], ...NEVER_STARTED],
    [['requests', ...NOWHERE], ...NEVER_STARTED],
    [['unrestrict', 'c1', '--why', 'verified by phone', ...NOWHERE], ...NEVER_STARTED],
    [['rectify', 'c1', '--why', 'payslip of May', ...NOWHERE], 2, /--correct/],
    [['rectify', 'c1', '--correct', 'x=1', ...NOWHERE], 2, /TABLE/],
  ],
  erase: [[['c1', '--yes', ...NOWHERE], ...NEVER_STARTED]],
  recover: [[['--drill', ...NOWHERE], ...NEVER_STARTED]],
  audit: [
    [['verify', ...NOWHERE], ...NEVER_STARTED],
    [['show', '--prediction', ID, ...NOWHERE], ...NEVER_STARTED],
  ],
  smoke: [[['--env', 'prod'], 1, /^\w+: /]],
  revert: [[['--env', 'dev', '--to', '2026-01-01T00:00:00Z'], 1, /^EnvironmentNotReached: /]],
  preflight: [[['--env', 'nonsense'], 2, /^InvalidOptions: there is no environment nonsense/]],
  cost: [[['--predictions', 'nonsense'], 2, /^InvalidOptions: --predictions nonsense: give a whole number/]],
};

test('every command has calls of a system that is not there', () => {
  expect(Object.keys(CALLS)).toEqual(ALL_COMMANDS.map(({ name }) => name));
});

const calls = Object.entries(CALLS).flatMap(([name, lines]) => lines.map((line) => [name, ...line] as const));

test.concurrent.each(calls)('%s %j ends in one line that says why and what to do', async (name, args, code, line) => {
  const result = await run(name, args);
  expect([result.code, result.stdout]).toEqual([code, '']);
  expect(result.stderr).toMatch(line);
  expect(result.stderr).not.toMatch(/\n/);
  expect(existsSync(STATE)).toBe(false);
});

test.concurrent.each(commands.filter(([, { options }]) => 'env' in options && 'state' in options))(
  '%s without AWS says how to reach it',
  async (name) => {
    const [args = []] = (CALLS[name] ?? []).map(([given]) =>
      given.filter((word) => ![...NOWHERE, '--env', 'prod'].includes(word)),
    );
    if (args.includes(MISSING)) return;
    const { code, stdout, stderr } = await run(name, [...args, '--env', 'dev']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^EnvironmentNotReached: .*AWS_REGION/);
    expect(stderr).not.toMatch(/\n/);
  },
);

test('a fault of the program is one line too, and its stack is in the file that the line names', async () => {
  const program = `
    import { defineCommand, runCommand } from './cli/terminal/command.ts';
    const run = async () => { throw new TypeError('two\\nlines'); };
    await runCommand(defineCommand({ name: 'x', summary: '', description: '', options: {}, examples: {}, run }));`;
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: ENVIRONMENT });
  const { stderr } = (await running.catch((error: unknown) => error)) as { stderr: string };
  expect(running.child.exitCode).toBe(1);
  const [, path = ''] =
    /^UnexpectedError: TypeError: two; lines: a fault of this program, please report it with (\S+)$/.exec(
      stderr.trim(),
    ) ?? [];
  expect(execFileSync('cat', [path], { encoding: 'utf8' })).toMatch(/TypeError: two\s+lines\s+at /);
  rmSync(join(path, '..'), { recursive: true });
});

test('the exit code of a system that is not there is 3', () => {
  expect(new NoStateYet({ stateDirectory: STATE } as never).exitCode).toBe(3);
});
