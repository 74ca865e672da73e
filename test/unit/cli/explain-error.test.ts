/** What ends a command: an error that a person can act on is one line, a bug keeps its stack. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { SSMServiceException } from '@aws-sdk/client-ssm';
import { CommandError } from '../../../cli/terminal/command-error.ts';
import { explainError } from '../../../cli/terminal/explain-error.ts';
import { breakLinks } from '../../../lambdas/shared/break-links.ts';
import { RiskError } from '../../../lambdas/shared/errors.ts';

const catchError = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing failed');
};

class NothingToDo extends CommandError {}
class Refused extends RiskError {}

test.each<[string, () => unknown, RegExp]>([
  [
    'of a command',
    () => {
      throw new NothingToDo('there is nothing:\n  begin elsewhere');
    },
    /^NothingToDo: there is nothing:; begin elsewhere$/,
  ],
  [
    'of this system',
    () => {
      throw new Refused('not now');
    },
    /^Refused: not now$/,
  ],
  [
    'of a workflow whose names look like addresses',
    () => {
      throw new Refused(breakLinks('attributes.loan_applications.id has a name that the system uses'));
    },
    /^Refused: attributes\.loan_applications\.id has/,
  ],
  [
    'of a missing file',
    () => readFileSync('/nowhere/at all'),
    /^PathNotUsable: \/nowhere\/at all cannot be used \(open\): it does not exist/,
  ],
  ['of a folder in the place of a file', () => readFileSync('/tmp'), /^PathNotUsable: .* it is a folder: name a file/],
  ['of a file in the place of a folder', () => readFileSync('/etc/passwd/x'), /is a file, not a folder/],
  ['of the network', () => fetch('http://127.0.0.1:2/'), /^NotReached: .*ECONNREFUSED.*check that it is up/],
  ['of an address that does not exist', () => fetch('http://nowhere.invalid/'), /^NotReached: /],
  [
    'of AWS',
    () => {
      throw new SSMServiceException({ name: 'AccessDenied', $fault: 'client', message: 'not\nyou', $metadata: {} });
    },
    /^RefusedByAws: AccessDenied: not you$/,
  ],
  [
    'of missing credentials',
    () => {
      throw Object.assign(new Error('no providers'), { name: 'CredentialsProviderError' });
    },
    /^RefusedByAws: CredentialsProviderError/,
  ],
])('an error %s is one line', async (_, fail, line) => {
  const explained = explainError(await catchError(fail));
  expect(explained).toMatch(line);
  expect(explained).not.toMatch(/\n| at .*\.ts:/);
});

test.each([new TypeError('x is not a function'), new Error('a bug'), undefined, null, 'text', {}])(
  '%p is a bug',
  (error) => {
    expect(explainError(error)).toBeUndefined();
  },
);

test('a reader that has enough ends a command without an error', async () => {
  const child = spawn('sh', ['-c', '"$0" cli/commands/cost.ts --help 2>&1 >&3 | cat >&2', process.execPath], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  child.stdio[3]?.destroy();
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  await once(child, 'close');
  expect(errors).toBe('');
  expect(execFileSync(process.execPath, ['cli/commands/cost.ts', '--help'], { encoding: 'utf8' })).toContain(
    'Exit codes',
  );
});
