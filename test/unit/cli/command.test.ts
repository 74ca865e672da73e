/** Command lines: accepted forms, refusals in one line with their exit code, and help. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { ALL_COMMANDS } from '../../../cli/commands/all-commands.ts';
import { auditCommand } from '../../../cli/commands/audit.ts';
import { etlCommand } from '../../../cli/commands/etl.ts';
import { logsCommand } from '../../../cli/commands/logs.ts';
import { modelCommand } from '../../../cli/commands/model.ts';
import { modelVerifyCommand } from '../../../cli/commands/model-verify.ts';
import { recoverCommand } from '../../../cli/commands/recover.ts';
import { startCommand } from '../../../cli/commands/start.ts';
import { tokenCommand } from '../../../cli/commands/token.ts';
import { trainCommand } from '../../../cli/commands/train.ts';
import { resolveEnvironmentName } from '../../../cli/environment/environment-options.ts';
import { type CommandDefinition, InvalidOptions, parseCommandLine } from '../../../cli/terminal/command.ts';
import { CommandError } from '../../../cli/terminal/command-error.ts';
import { MODEL_KINDS } from '../../../lambdas/shared/model/model-manifest.ts';

const valuesOf = <Options extends CommandDefinition['options']>(command: CommandDefinition<Options>, line: string) =>
  parseCommandLine(command, line.split(' ').filter(Boolean)).values;

const runScript = (name: string, ...args: string[]) =>
  spawnSync(process.execPath, [`cli/commands/${name}.ts`, ...args], { encoding: 'utf8' });

const EVERY_KIND = MODEL_KINDS.flatMap((kind) => (kind === 'blend' ? [] : ['--leave-out-kind', kind]));

describe('a command line', () => {
  test.each([
    [[]],
    [['']],
    [['c1', '--restored-to', '2026-11-28T04:00:00Z']],
    [['--restored-to', 'yesterday']],
    [['--restored-to', '2026-11-28T04:00:00']],
  ])('of erase needs a customer or a time with its zone: %j', (args) => {
    expect(runScript('erase', ...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('InvalidOptions') });
  });

  test.each([
    ['recover', ['--snapshot', ''], /need a name/],
    ['recover', ['--to', '2026-11-28T04:00:00Z', '--drill'], /give one of --to TIME, --snapshot NAME/],
    ['roles', ['--take-over'], /nothing was changed/],
    ['review', ['--gather', '--sign', '--as', 'x', '--note', 'y'], /nothing was signed/],
    ['review', ['--note', 'y'], /--as and --note need --sign/],
    ['train', EVERY_KIND, /--leave-out-kind: at least one kind of model besides the blend has to be left$/],
  ])('of %s with %j is refused before an environment is reached', (name, args, message) => {
    const { status, stdout, stderr } = runScript(name, ...args, '--env', 'dev');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim()).not.toMatch(/\n/);
  });

  test('without options has the defaults', () => {
    expect(valuesOf(startCommand, '')).toMatchObject({ exit: false, engine: 'auto', data: undefined });
    expect(valuesOf(logsCommand, '')).toMatchObject({ run: undefined, errors: false, since: undefined });
  });

  test.each([
    ['--env dev', 'dev'],
    ['-c env=dev', 'dev'],
    ['-cenv=dev', 'dev'],
    ['--context env=prod', 'prod'],
    ['--context=env=prod', 'prod'],
    ['-c prod', 'prod'],
    ['--env=dev -c env=prod', 'dev'],
    ['', 'local'],
  ])('%j names an environment', (line, environment) => {
    expect(resolveEnvironmentName(valuesOf(tokenCommand, line))).toBe(environment);
  });

  test('may repeat what is a list, and the last of anything else counts', () => {
    expect(valuesOf(tokenCommand, '--scope risk/read --scope=risk/score').scope).toEqual(['risk/read', 'risk/score']);
    expect(valuesOf(etlCommand, '--from 2005-10-01 --from 2005-11-01').from).toBe('2005-11-01');
  });

  test('has its arguments before, after and between options', () => {
    const { values, positionals } = parseCommandLine(modelCommand, [
      'promote',
      '--why',
      'it is better',
      'v1',
      '--as=x',
    ]);
    expect(positionals).toEqual(['promote', 'v1']);
    expect(values).toMatchObject({ why: 'it is better', as: 'x', 'despite-gates': false });
    expect(parseCommandLine(modelVerifyCommand, ['a', 'b', '--state', 'x']).positionals).toEqual(['a', 'b']);
  });

  test.each<[CommandDefinition, string, RegExp]>([
    [etlCommand, '--form 2005-10-01', /unknown option '--form' \(Did you mean --from\?\).*npm run etl -- --help/],
    [etlCommand, '2005-10-01', /too many arguments/],
    [etlCommand, '--from', /argument missing/],
    [etlCommand, '--engine duckdb', /--engine is auto, sql, spark, not "duckdb"/],
    [startCommand, '--budget-seconds -1', /--budget-seconds -1: give a whole number of seconds/],
    [trainCommand, '--leave-out-kind oracle', /--leave-out-kind oracle: there is no such kind of model; there are log/],
    [startCommand, '--exit=yes', /unknown option '--exit=yes'/],
    [logsCommand, '--since yesterday', /--since yesterday: give 30m/],
    [logsCommand, '--env production', /there is no environment production; there are local, dev and prod/],
    [auditCommand, 'verify --from 2026-02-30', /--from takes a day as YYYY-MM-DD, not "2026-02-30"/],
    [auditCommand, 'verify --from 2999-01-01', /--from 2999-01-01 is in the future/],
    [recoverCommand, '--to yesterday', /yesterday is not an ISO time with its zone/],
    [recoverCommand, '--to 2026-02-30T04:00:00Z', /2026-02-30T04:00:00Z is not an ISO time/],
    [logsCommand, '--since 2026-02-30', /--since 2026-02-30: give 30m/],
    [logsCommand, '--since 2026-02-30T02:00', /--since 2026-02-30T02:00: give 30m/],
    [recoverCommand, '--to 2026-11-28T04:00:00', /is not an ISO time with its zone/],
    [tokenCommand, '--client other', /there is no client other; there are demo and service/],
    [modelCommand, 'show v1 v2', /too many arguments.*v2; npm run model -- --help/],
  ])('of %p with %j is refused in one line', (command, line, message) => {
    expect(() => valuesOf(command, line)).toThrow(CommandError);
    expect(() => valuesOf(command, line)).toThrow(message);
    expect(() => valuesOf(command, line)).not.toThrow(/\n/);
  });

  test('is refused as invalid options where the command itself finds the fault', async () => {
    const { values } = parseCommandLine(logsCommand, ['--run', 'a', '--since', '2h']);
    await expect(logsCommand.run(values, [])).rejects.toThrow(InvalidOptions);
  });
});

test('a refused command line is one line on stderr and exit code 2', () => {
  const { status, stdout, stderr } = runScript('etl', '--from', '2005-02-30');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr.trim()).toMatch(/^InvalidOptions: --from takes a day as YYYY-MM-DD, not "2005-02-30"$/);
});

test('--help is printed with every option, the examples and the exit codes, and is exit code 0', () => {
  const { status, stdout, stderr } = runScript('status', '--help');
  expect([status, stderr]).toEqual([0, '']);
  for (const text of [
    'npm run status -- [options]',
    '--json',
    '--env <NAME>',
    '-c, --context',
    '--state <DIR>',
    'Exit codes:',
  ])
    expect(stdout).toContain(text);
});

test.each(ALL_COMMANDS.map((command) => [command.name, command] as const))(
  '%s is described with options, examples and exit codes',
  (_, { summary, description, options, examples }) => {
    expect(summary).toMatch(/^[a-z].*[^.]$/);
    expect(description).toMatch(/^\S.*\.$/);
    for (const option of Object.values(options)) expect(option.description).not.toBe('');
    expect(Object.keys(examples).length).toBeGreaterThan(0);
  },
);
