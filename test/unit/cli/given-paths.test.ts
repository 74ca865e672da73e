/**
 * Every path that a person can give to any command, by the definitions of the commands: whatever is wrong with it is one
 * line that names it and its reason, with exit code 1, before anything is started. A new command is covered by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_COMMANDS } from '../../../cli/commands/all-commands.ts';
import { predictCommand } from '../../../cli/commands/predict.ts';
import { canReach } from '../../../cli/local/postgres/cluster-directory.ts';
import { type CommandDefinition, parseCommandLine, requireUsablePaths } from '../../../cli/terminal/command.ts';
import { explainError } from '../../../cli/terminal/explain-error.ts';
import { PathNotUsable, type PathUse, requireUsablePath } from '../../../cli/terminal/usable-paths.ts';

/** A user who may write nowhere here; root ignores permissions. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const becomesNobody = isRoot && [process.cwd(), dirname(process.execPath)].every((path) => canReach(path, NOBODY));
/** Placeholders of values that are paths. */
const PATH_PLACEHOLDER = /DIR|FILE|PATH|FOLDER/i;

interface GivenPath {
  command: CommandDefinition;
  name: string;
  use: PathUse;
  toArguments: (path: string) => string[];
}

/** Every option and argument of every command that takes a path. */
const GIVEN_PATHS: GivenPath[] = ALL_COMMANDS.flatMap((command) => {
  const { positionals = {}, positionalPath } = command;
  const required = Object.keys(positionals).filter((form) => form.startsWith('<'));
  const others = required.map(() => (positionalPath === 'folder to read' ? '.' : process.execPath));
  const options = Object.entries(command.options).flatMap(([option, { path: use }]) =>
    use
      ? [{ command, name: `--${option}`, use, toArguments: (path: string) => [`--${option}=${path}`, ...others] }]
      : [],
  );
  const argument = { command, name: 'argument', toArguments: (path: string) => ['--', path] };
  return positionalPath ? [...options, { ...argument, use: positionalPath }] : options;
});

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk given $paths '));
  chmodSync(folder, 0o755);
  writeFileSync(at('file'), 'x');
  mkdirSync(at('folder'));
  mkdirSync(at('closed'));
  chmodSync(at('closed'), 0o500);
  symlinkSync('nowhere', at('dangling'));
  symlinkSync('circle', at('circle'));
  symlinkSync('file', at('link to a file'));
  symlinkSync('folder', at('link to a folder'));
});
afterAll(() => {
  chmodSync(at('closed'), 0o700);
  rmSync(folder, { recursive: true, force: true });
});

test('a value that is a path says what the command does with it', () => {
  const undeclared = ALL_COMMANDS.flatMap(({ name, options, positionals = {}, positionalPath }) => [
    ...Object.entries(options)
      .filter(([, { value = '', path }]) => PATH_PLACEHOLDER.test(value) && path === undefined)
      .map(([option]) => `${name} --${option}`),
    ...Object.keys(positionals).filter((form) => PATH_PLACEHOLDER.test(form) && positionalPath === undefined),
  ]);
  expect(undeclared).toEqual([]);
  expect(GIVEN_PATHS.length).toBeGreaterThan(20);
});

/** The line that a command prints for a path; undefined when it takes the path. */
function findRefusal({ command, toArguments }: GivenPath, path: string): string | undefined {
  const { values, positionals } = parseCommandLine(command, toArguments(path));
  try {
    requireUsablePaths(command, values, positionals);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(PathNotUsable);
    return explainError(error);
  }
}

const longName = 'x'.repeat(300);
const IS_FOLDER = /it is a folder: name a file/;
const IS_FILE = /it is a file: name a folder/;
const MISSING = /does not exist/;

describe.each(GIVEN_PATHS.map((given) => [given.command.name, given.name, given.use, given] as const))(
  '%s %s (%s)',
  (_, name, use, given) => {
    const kind = use.startsWith('file') ? 'file' : 'folder';
    const isRead = use.endsWith('read');
    const bad: Record<string, RegExp> = {
      '': /it is empty/,
      file: IS_FILE,
      folder: IS_FOLDER,
      'link to a file': IS_FILE,
      'link to a folder': IS_FOLDER,
      'missing é "q" `b` $x %41': MISSING,
      dangling: /a symbolic link to nowhere, which does not exist/,
      circle: /a symbolic link that leads to itself/,
      'file/below': /is a file/,
      'file/below/far': /is a file/,
      [longName]: /name is too long/,
    };
    const taken = isRead
      ? [kind, `link to a ${kind}`]
      : [kind, `link to a ${kind}`, 'missing é "q" `b` $x %41', 'missing/far/below'];

    test.each(Object.entries(bad).filter(([path]) => !taken.includes(path)))('%j is refused', (path, reason) => {
      const line = findRefusal(given, path === '' ? '' : at(path)) ?? '';
      expect(line).toMatch(/^PathNotUsable: [^\n]+$/);
      expect(line).toMatch(reason);
      if (path !== '') expect(line).toContain(folder);
      else expect(line).toContain(name === 'argument' ? 'The argument' : name);
    });

    test.each(taken)('%j is taken, and nothing is created', (path) => {
      expect(findRefusal(given, at(path))).toBeUndefined();
      expect(existsSync(at('missing'))).toBe(false);
    });

    if (!isRead) {
      test('a place that cannot be written is refused, also for root', () => {
        if (existsSync('/proc/self'))
          expect(findRefusal(given, '/proc/risk/below')).toMatch(/cannot be created in \/proc/);
        if (!isRoot) expect(findRefusal(given, at('closed/below'))).toMatch(/no permission to write there/);
      });
    }
  },
);

/** Runs a command as a user without rights, where this one may. */
async function runCommandOf({ command: { name }, toArguments }: GivenPath, path: string) {
  const script = `cli/commands/${name.replace(':', '-')}.ts`;
  const child = spawn(process.execPath, [script, ...toArguments(path)], {
    ...(becomesNobody && NOBODY),
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
    timeout: 60_000,
  });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close').then(([code]) => code),
  ]);
  return { stdout, stderr: stderr.trim(), status };
}

test('every command ends with 1 and one line for a path without permission', async () => {
  if (becomesNobody) chownSync(at('closed'), NOBODY.uid, NOBODY.gid);
  const closed = isRoot && !becomesNobody ? '/proc/risk/below' : at('closed/below');
  const byCommand = Map.groupBy(GIVEN_PATHS, ({ command }) => command.name);
  for (const [first] of byCommand.values()) {
    if (!first) continue;
    const answer = await runCommandOf(first, first.use.endsWith('read') ? at('missing') : closed);
    const line = expect.stringMatching(/^PathNotUsable: [^\n]+$/);
    expect([first.command.name, answer]).toEqual([first.command.name, { stdout: '', stderr: line, status: 1 }]);
  }
});

test('set-up in a checkout that cannot be written is one line that names it', async () => {
  mkdirSync(at('checkout/scripts'), { recursive: true });
  mkdirSync(at('checkout/cli/local'), { recursive: true });
  for (const file of ['scripts/setup.mjs', 'package-lock.json', 'cli/local/requirements.txt']) {
    copyFileSync(file, join(at('checkout'), file));
  }
  if (isRoot && !becomesNobody) return; // root may write everywhere
  chmodSync(at('checkout'), 0o555);
  const child = spawn(process.execPath, [join(at('checkout'), 'scripts/setup.mjs')], {
    ...(becomesNobody && NOBODY),
    env: { PATH: process.env.PATH },
  });
  const [stderr, status] = await Promise.all([text(child.stderr), once(child, 'close').then(([code]) => code)]);
  chmodSync(at('checkout'), 0o755);
  expect([stderr.trim(), status]).toEqual([
    expect.stringMatching(/^Set-up stopped: [^\n]*cannot be written by you[^\n]*$/),
    1,
  ]);
  expect(stderr).toContain(at('checkout'));
});

test('a result is not written over the file that is scored', async () => {
  for (const out of ['file', 'link to a file']) {
    const { values } = parseCommandLine(predictCommand, ['--batch', at('file'), '--out', at(out)]);
    await expect(predictCommand.run(values, [])).rejects.toThrow('--out is the file of --batch');
  }
});

test('a path with a line break is named on one line', () => {
  expect(() => requireUsablePath('--data', at('a\nb\u2028c'), 'folder to read')).toThrow(/a\\nb/);
  expect(() => requireUsablePath('--data', at('a\nb'), 'folder to read')).not.toThrow(/\n/);
});
