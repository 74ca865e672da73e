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
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readNpmLock } from '../../scripts/supply-chain/locked-packages.ts';
import { readWorkflow, type WorkflowJob } from '../../testing/ci/read-workflow.ts';

const RELEASE = ['deploy', 'deploy-environment'];
const workflows = RELEASE.map(readWorkflow);
const jobs: Record<string, WorkflowJob> = Object.assign({}, ...workflows.map((workflow) => workflow.jobs));
/** Jobs that run here, not by a workflow that they call. */
const ownJobs = Object.entries(jobs).filter(([, { uses }]) => uses === undefined);
const listCommands = (job: WorkflowJob | undefined): string[] => job?.steps?.flatMap(({ run }) => run ?? []) ?? [];
const findCommand = (job: string, pattern: RegExp): string =>
  listCommands(jobs[job]).find((command) => pattern.test(command)) ?? '';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-deploy-token-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the jobs', () => {
  const withToken = ownJobs.filter(([, job]) => 'id-token' in (job.permissions ?? {}));
  /** Jobs with a token that somebody trusts with more than reading quotas or using dev. */
  const trusted = withToken.filter(([name]) => ['attest', 'deploy'].includes(name));

  test('nothing is permitted but what a job names', () => {
    for (const { permissions } of workflows) expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(Object.keys(job.permissions ?? {}).length).toBeGreaterThan(0);
      expect(job.permissions).not.toMatchObject({ contents: 'write' });
    }
  });

  test.each(['test', 'build'])('%s runs the code of packages, can mint no token and is in no environment', (name) => {
    expect(jobs[name]?.permissions).toEqual({ contents: 'read' });
    expect(jobs[name]).not.toHaveProperty('environment');
  });

  test('only the job that deploys is in the environment that the role which deploys trusts', () => {
    expect(withToken.map(([name]) => name)).toEqual(['attest', 'preflight', 'deploy', 'smoke']);
    const environments = ownJobs.flatMap(([name, { environment }]) => (environment ? [[name, environment]] : []));
    expect(environments).toEqual([
      ['preflight', `\${{ inputs.environment }}-preflight`],
      ['deploy', `\${{ inputs.environment }}`],
      ['smoke', `\${{ inputs.environment }}-smoke`],
    ]);
  });

  test('a job that runs packages next to a token asks for a role of its own, and can sign nothing', () => {
    const readRole = (name: string) =>
      jobs[name]?.steps?.find(({ uses }) => uses?.startsWith('aws-actions/'))?.with?.['role-to-assume'];
    expect(['preflight', 'deploy', 'smoke'].map(readRole)).toEqual([
      `\${{ vars.AWS_PREFLIGHT_ROLE_ARN }}`,
      `\${{ vars.AWS_ROLE_ARN }}`,
      `\${{ vars.AWS_SMOKE_ROLE_ARN }}`,
    ]);
    for (const name of ['preflight', 'smoke']) {
      expect(jobs[name]?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    }
    // The signature that a deployment wants names deploy.yml, so no token of the other file can make one.
    expect(Object.keys(readWorkflow('deploy-environment').jobs)).toEqual(['preflight', 'deploy', 'smoke']);
    expect(findCommand('deploy', /gh attestation/)).toContain('/.github/workflows/deploy.yml"');
  });

  test.each(trusted)('%s runs no code of this repository or its packages, but the checked command line', (_, job) => {
    const commands = listCommands(job).join('\n');
    expect(commands).not.toMatch(/\b(npx|yarn|pnpm|pip|uv|npm (run|start|test|exec|install|i)|bash|sh -c|eval)\b/);
    const programs = Array.from(commands.matchAll(/\bnode +(\S+)/g), ([, program]) => program);
    const allowed = ['.github/deploy/check-assembly.ts', '.github/deploy/node_modules/aws-cdk/bin/cdk'];
    expect(programs.filter((program) => !allowed.includes(program ?? ''))).toEqual([]);
    const checkouts = job.steps?.filter(({ uses }) => uses?.startsWith('actions/checkout@')) ?? [];
    for (const { uses, with: inputs } of checkouts) {
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
    const names = globSync('.github/workflows/*').map((file) => basename(file, '.yml'));
    const others = names.filter((name) => !RELEASE.includes(name));
    expect(others.length).toBeGreaterThan(0);
    for (const name of others) {
      const text = readFileSync(`.github/workflows/${name}.yml`, 'utf8');
      expect(text).not.toMatch(/id-token|secrets\.|pull_request_target|workflow_run|: *write/);
      expect(readWorkflow(name).permissions).toEqual({});
    }
  });

  test('every job that installs packages forbids install scripts, and the build needs none', () => {
    const installs = Object.values(jobs).flatMap((job) =>
      listCommands(job).filter((command) => /\bnpm\b/.test(command) && !/^ *npm run \w+ -- /m.test(command)),
    );
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((command) => !/^npm ci --ignore-scripts\b/.test(command))).toEqual([]);
  });

  test('no job of a release takes a cache that another workflow may have written', () => {
    const caches = Object.values(jobs).flatMap(({ steps }) =>
      (steps ?? []).filter((step) => step.uses?.startsWith('actions/cache') || step.with?.cache !== undefined),
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
      ...{
        PATH: `${bin}:${process.env.PATH}`,
        DIGEST: expectedDigest,
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_SHA: 'abc',
        TARGET: 'dev',
      },
    };
    // As GitHub runs a step.
    const script = findCommand('deploy', /gh attestation verify/);
    return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env }).status ?? -1;
  }

  function packArtefact(): string {
    mkdirSync(join(folder, 'artefact/cdk.out/dev'), { recursive: true });
    writeFileSync(join(folder, 'artefact/cdk.out/dev/manifest.json'), '{"artifacts":{}}');
    execFileSync('tar', ['-czf', 'assemblies.tar.gz', 'cdk.out'], { cwd: join(folder, 'artefact') });
    rmSync(join(folder, 'artefact/cdk.out'), { recursive: true });
    return createHash('sha256')
      .update(readFileSync(join(folder, 'artefact/assemblies.tar.gz')))
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
