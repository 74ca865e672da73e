/**
 * An author of an npm package, whose install script or build code CI runs, tries to reach the token that deploys: by an
 * install script, by code that runs next to the token, and by an artefact that was changed after the build.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readNpmLock } from '../../scripts/supply-chain/locked-packages.ts';

interface Step {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  permissions?: Record<string, string>;
  environment?: unknown;
  steps: Step[];
}

const WORKFLOW = '.github/workflows/deploy.yml';
const { jobs, permissions }: { jobs: Record<string, Job>; permissions: object } = parse(readFileSync(WORKFLOW, 'utf8'));
const listCommands = (job: Job | undefined): string[] => job?.steps.flatMap(({ run }) => run ?? []) ?? [];
const findCommand = (job: string, pattern: RegExp): string =>
  listCommands(jobs[job]).find((command) => pattern.test(command)) ?? '';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-deploy-token-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the jobs', () => {
  const withToken = Object.entries(jobs).filter(([, job]) => 'id-token' in (job.permissions ?? {}));

  test('nothing is permitted but what a job names', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(Object.keys(job.permissions ?? {}).length).toBeGreaterThan(0);
      expect(job.permissions).not.toMatchObject({ contents: 'write' });
    }
  });

  test('the job that runs the code of packages can mint no token and is in no environment', () => {
    expect(jobs.build).toMatchObject({ permissions: { contents: 'read' } });
    expect(Object.keys(jobs.build?.permissions ?? {})).toEqual(['contents']);
    expect(jobs.build).not.toHaveProperty('environment');
  });

  test('only the job that deploys is in the environment that the role of AWS trusts', () => {
    expect(withToken.map(([name]) => name)).toEqual(['attest', 'deploy']);
    expect(Object.keys(jobs).filter((name) => jobs[name]?.environment !== undefined)).toEqual(['deploy']);
  });

  test.each(withToken)('%s runs no code of this repository or its packages, but the checked command line', (_, job) => {
    const commands = listCommands(job).join('\n');
    expect(commands).not.toMatch(/\b(npx|yarn|pnpm|pip|uv|npm (run|start|test|exec|install|i)|bash|sh -c|eval)\b/);
    const programs = Array.from(commands.matchAll(/\bnode +(\S+)/g), ([, program]) => program);
    const allowed = ['.github/deploy/check-assembly.ts', '.github/deploy/node_modules/aws-cdk/bin/cdk'];
    expect(programs.filter((program) => !allowed.includes(program ?? ''))).toEqual([]);
    for (const { uses, with: inputs } of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect({ uses, inputs }).toMatchObject({
        inputs: {
          'sparse-checkout': '/.github/deploy/',
          'sparse-checkout-cone-mode': false,
          'persist-credentials': false,
        },
      });
    }
  });

  test('no other workflow can mint a token, has a secret, or runs with the rights of the repository for a stranger', () => {
    const others = globSync('.github/workflows/*').filter((file) => file !== WORKFLOW);
    expect(others.length).toBeGreaterThan(0);
    for (const file of others) {
      const text = readFileSync(file, 'utf8');
      expect(text).not.toMatch(/id-token|secrets\.|pull_request_target|workflow_run|: *write/);
      expect(parse(text).permissions).toEqual({});
    }
  });

  test('every job that installs packages forbids install scripts, and the build needs none', () => {
    const installs = Object.values(jobs).flatMap((job) =>
      listCommands(job).filter((command) => /\bnpm\b/.test(command)),
    );
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((command) => !/^npm ci --ignore-scripts\b/.test(command))).toEqual([]);
  });

  test('no job of a release takes a cache that another workflow may have written', () => {
    const caches = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter((step) => step.uses?.startsWith('actions/cache') || step.with?.cache !== undefined),
    );
    expect(caches).toEqual([]);
  });
});

describe('an install script', () => {
  test.each([
    ['npm ci', true],
    [findCommand('build', /^npm ci/), false],
    [`${findCommand('deploy', /^npm ci/)}/../..`, false],
  ])('run by `%s`: %s', (command, runs) => {
    const marker = join(folder, 'stolen');
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'victim', version: '1.0.0', scripts: { preinstall: `echo $TOKEN > ${marker}` } }),
    );
    execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' });
    mkdirSync(join(folder, '.github/deploy'), { recursive: true });
    spawnSync(command, { cwd: folder, shell: true, env: { ...process.env, TOKEN: 'secret' } });
    expect(existsSync(marker)).toBe(runs);
  });

  test('is in no package that the deploy job installs', () => {
    const packages = readNpmLock('.github/deploy/package-lock.json').map(({ name }) => name);
    expect(packages).toEqual(['aws-cdk']);
    expect(readFileSync('.github/deploy/package-lock.json', 'utf8')).not.toContain('hasInstallScript');
    expect(readFileSync('.github/deploy/package.json', 'utf8')).not.toContain('scripts');
  });
});

describe('a changed artefact', () => {
  const digest = 'a'.repeat(64);

  /** Runs the workflow's own step, with a `gh` that ends with the given status. */
  function verify(expectedDigest: string, ghStatus: number): number {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$@" > ${folder}/gh-arguments\nexit ${ghStatus}\n`);
    chmodSync(join(bin, 'gh'), 0o755);
    cpSync('.github/deploy', join(folder, '.github/deploy'), { recursive: true });
    const env = {
      ...process.env,
      ...{ PATH: `${bin}:${process.env.PATH}`, DIGEST: expectedDigest, GITHUB_REPOSITORY: 'o/r', GITHUB_SHA: 'abc' },
    };
    // As GitHub runs a step.
    const script = findCommand('deploy', /gh attestation verify/);
    return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env }).status ?? -1;
  }

  function packArtefact(): string {
    mkdirSync(join(folder, 'artefact/cdk.out'), { recursive: true });
    writeFileSync(join(folder, 'artefact/cdk.out/manifest.json'), '{"artifacts":{}}');
    execFileSync('tar', ['-czf', 'assembly.tar.gz', 'cdk.out'], { cwd: join(folder, 'artefact') });
    rmSync(join(folder, 'artefact/cdk.out'), { recursive: true });
    return createHash('sha256')
      .update(readFileSync(join(folder, 'artefact/assembly.tar.gz')))
      .digest('hex');
  }

  test('is not unpacked when its digest is not the one that the build stated', () => {
    packArtefact();
    expect(verify(digest, 0)).not.toBe(0);
    expect(existsSync(join(folder, 'artefact/cdk.out'))).toBe(false);
  });

  test('is not unpacked when this workflow has not signed it for this commit', () => {
    const built = packArtefact();
    expect(verify(built, 1)).not.toBe(0);
    expect(existsSync(join(folder, 'artefact/cdk.out'))).toBe(false);
    const call = readFileSync(join(folder, 'gh-arguments'), 'utf8');
    expect(call).toContain('--signer-workflow o/r/.github/workflows/deploy.yml --source-digest abc');
  });

  test('is unpacked when both hold', () => {
    expect(verify(packArtefact(), 0)).toBe(0);
    expect(existsSync(join(folder, 'artefact/cdk.out'))).toBe(true);
  });
});
