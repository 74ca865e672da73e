/** Tests that the scanners of `npm run check` find what they are there for: a secret, and an unsafe or invalid workflow. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-scanners-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('secretlint', () => {
  const scan = (text: string): number | null => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, text);
    const configuration = resolve('.secretlintrc.json');
    return spawnSync('node_modules/.bin/secretlint', ['--secretlintrc', configuration, file]).status;
  };

  // In two pieces, because the scanner reads this file too.
  test.each([
    ['an access key of AWS', ['AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYzzzzzzzKEY"']],
    ['a token of GitHub', ['ghp_wWPw5k4aXcaT4fNP0', 'UcnZwJUVFk6LO0pINUx']],
    ['an address with a password', ['postgres://user:passw0rd123', '@db.example.com:5432/x']],
  ])('finds %s', (_, pieces) => {
    expect(scan(pieces.join(''))).toBe(1);
  });

  test('finds nothing in a text without one', () => {
    expect(scan('The password is in Secrets Manager.')).toBe(0);
  });
});

describe('zizmor', () => {
  const lint = (steps: string): number | null => {
    mkdirSync(join(folder, '.github/workflows'), { recursive: true });
    const head =
      'name: W\non: push\npermissions: {}\nconcurrency:\n  group: w\n  cancel-in-progress: true\njobs:\n  j:\n';
    const job = '    name: J\n    runs-on: ubuntu-24.04\n    permissions: {}\n    steps:\n';
    writeFileSync(join(folder, '.github/workflows/w.yml'), head + job + steps);
    const program = '.venv/bin/zizmor';
    return spawnSync(program, ['--offline', '--quiet', '--persona', 'auditor', join(folder, '.github')]).status;
  };

  test('accepts a workflow that runs a command', () => {
    expect(lint('      - run: echo\n')).toBe(0);
  });

  test.each([
    ['an action by a tag', '      - uses: actions/checkout@v5\n'],
    ["a stranger's text in a command", `      - run: echo \${{ github.event.head_commit.message }}\n`],
  ])('refuses %s', (_, steps) => {
    expect(lint(steps)).toBeGreaterThan(0);
  });
});

describe('the schema of workflows', () => {
  const head = 'name: W\non: push\njobs:\n  first:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo\n';
  const lint = (text: string): string => {
    const file = join(folder, 'w.yml');
    writeFileSync(file, text);
    const { stderr, status } = spawnSync('node', ['scripts/lint-workflows.ts', file], { encoding: 'utf8' });
    expect(status).toBe(stderr === '' ? 0 : 1);
    return stderr;
  };

  test('accepts a valid workflow', () => {
    expect(lint(head)).toBe('');
  });

  test.each([
    ['a misspelt key', head.replace('runs-on', 'runs_on'), /Unexpected value 'runs_on'/],
    [
      'a job that is not there',
      `${head}  second:\n    needs: third\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo\n`,
      /depends on unknown job 'third'/,
    ],
    ['an unknown context', head.replace('echo', `echo \${{ need.x }}`), /Unrecognized named-value: 'need'/],
    [
      'an unknown permission',
      head.replace('    runs-on', '    permissions: { id-tokn: write }\n    runs-on'),
      /id-tokn/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(lint(text)).toMatch(message);
  });
});
