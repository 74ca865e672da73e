/** Tests the order, the limits and the locks of a release, and that each rule notices a workflow which breaks it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DEPLOYMENT_VARIABLES, formatCiVariable } from '../../../lib/deployment-variables.ts';
import { type CiWorkflow, readWorkflow, type WorkflowJob } from '../../../testing/ci/read-workflow.ts';

interface Release {
  checks: CiWorkflow;
  deploy: CiWorkflow;
  environment: CiWorkflow;
}

const readRelease = (): Release => ({
  checks: readWorkflow('checks'),
  deploy: readWorkflow('deploy'),
  environment: readWorkflow('deploy-environment'),
});

/** GitHub stops a job of its own machines after six hours. */
const MAX_JOB_MINUTES = 360;
/** A first deployment takes about ninety minutes (docs/deploy.md). */
const MIN_DEPLOY_MINUTES = 150;

const SCRIPTS: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

const listNeeds = (job: WorkflowJob | undefined): string[] => [job?.needs ?? []].flat().sort();
const listJobs = ({ checks, deploy, environment }: Release): WorkflowJob[] =>
  [checks, deploy, environment].flatMap(({ jobs }) => Object.values(jobs));

const RULES: Record<string, (release: Release) => boolean> = {
  'a pull request runs .ci/run': ({ checks }) =>
    'pull_request' in checks.on && JSON.stringify(checks.jobs.test?.steps).includes('.ci/run'),
  'only a tag v* or a person starts a release': ({ deploy }) =>
    JSON.stringify(deploy.on) === '{"push":{"tags":["v*"]},"workflow_dispatch":null}',
  'a release runs .ci/run': ({ deploy }) => JSON.stringify(deploy.jobs.test?.steps).includes('.ci/run'),
  'dev waits for the tests and the signed build': ({ deploy }) =>
    listNeeds(deploy.jobs.dev).join() === 'attest,build,test' && listNeeds(deploy.jobs.attest).join() === 'build',
  'prod waits for dev': ({ deploy }) => listNeeds(deploy.jobs.prod).includes('dev'),
  'prod takes tags only': ({ deploy }) => deploy.jobs.prod?.if === "startsWith(github.ref, 'refs/tags/v')",
  'dev has a smoke test, prod has none': ({ deploy: { jobs } }) =>
    jobs.dev?.with?.smoke === true && jobs.prod?.with?.smoke === false,
  'both get the one artefact': ({ deploy: { jobs } }) =>
    [jobs.dev, jobs.prod].every((job) => job?.with?.digest === `\${{ needs.build.outputs.digest }}`),
  'each gets its own environment': ({ deploy: { jobs } }) =>
    jobs.dev?.with?.environment === 'dev' && jobs.prod?.with?.environment === 'prod',
  'a deployment waits for the preflight, the smoke test for the deployment': ({ environment: { jobs } }) =>
    listNeeds(jobs.deploy).join() === 'preflight' && listNeeds(jobs.smoke).join() === 'deploy',
  'the preflight judges the variables of the build': ({ deploy, environment }) => {
    const { TARGET, ...variables } = environment.jobs.preflight?.env ?? {};
    return TARGET !== undefined && JSON.stringify(variables) === JSON.stringify(deploy.jobs.build?.env);
  },
  'every variable of a deployment reaches the build of its environments': ({ deploy }) =>
    Object.values(DEPLOYMENT_VARIABLES)
      .flatMap((variable) => [formatCiVariable(variable, 'dev'), formatCiVariable(variable, 'prod')])
      .every((name) => deploy.jobs.build?.env?.[name] === `\${{ vars.${name} }}`),
  'the scripts that jobs run exist': (release) =>
    listJobs(release)
      .flatMap(({ steps = [] }) => steps.flatMap(({ run = '' }) => Array.from(run.matchAll(/\bnpm run (\S+)/g))))
      .every(([, script = '']) => script in SCRIPTS),
  'nothing goes on after a failure': (release) =>
    listJobs(release).every((job) => !/continue-on-error|always\(|failure\(|cancelled\(/.test(JSON.stringify(job))),
  'an environment takes one release at a time and cancels none': ({ deploy: { jobs } }) =>
    (['dev', 'prod'] as const).every(
      (name) =>
        jobs[name]?.concurrency?.group === `environment-${name}` &&
        jobs[name]?.concurrency?.['cancel-in-progress'] === false,
    ),
  'every job has a time limit that GitHub keeps': (release) =>
    listJobs(release).every(
      ({ uses, 'timeout-minutes': minutes = 0 }) => uses || (minutes > 0 && minutes <= MAX_JOB_MINUTES),
    ),
  'a first deployment fits into the limit': ({ environment: { jobs } }) =>
    (jobs.deploy?.['timeout-minutes'] ?? 0) >= MIN_DEPLOY_MINUTES,
  'credentials come from OIDC and last as long as their job': ({ environment: { jobs } }) =>
    Object.values(jobs).every((job) => {
      const { with: inputs = {} } = job.steps?.find(({ uses }) => uses?.startsWith('aws-actions/')) ?? {};
      const names = Object.keys(inputs).sort().join();
      const seconds = 60 * (job['timeout-minutes'] ?? 0);
      return names === 'aws-region,role-duration-seconds,role-to-assume' && inputs['role-duration-seconds'] === seconds;
    }),
};

/** A change of the workflows that breaks the rule of the same name. */
const BREAKS: Record<keyof typeof RULES, (release: Release) => unknown> = {
  'a pull request runs .ci/run': ({ checks }) => delete checks.on.pull_request,
  'only a tag v* or a person starts a release': ({ deploy }) => {
    deploy.on.push = {};
  },
  'a release runs .ci/run': ({ deploy }) => deploy.jobs.test?.steps?.pop(),
  'dev waits for the tests and the signed build': ({ deploy }) =>
    Object.assign(deploy.jobs.dev ?? {}, { needs: ['build', 'attest'] }),
  'prod waits for dev': ({ deploy }) => Object.assign(deploy.jobs.prod ?? {}, { needs: 'build' }),
  'prod takes tags only': ({ deploy }) => delete deploy.jobs.prod?.if,
  'dev has a smoke test, prod has none': ({ deploy }) => Object.assign(deploy.jobs.dev?.with ?? {}, { smoke: false }),
  'both get the one artefact': ({ deploy }) => Object.assign(deploy.jobs.prod?.with ?? {}, { digest: 'another' }),
  'each gets its own environment': ({ deploy }) => Object.assign(deploy.jobs.dev?.with ?? {}, { environment: 'prod' }),
  'a deployment waits for the preflight, the smoke test for the deployment': ({ environment }) =>
    delete environment.jobs.deploy?.needs,
  'the preflight judges the variables of the build': ({ deploy }) =>
    Object.assign(deploy.jobs.build?.env ?? {}, { NEW_VARIABLE: 'x' }),
  'every variable of a deployment reaches the build of its environments': ({ deploy }) =>
    delete deploy.jobs.build?.env?.RISK_ALARM_EMAIL,
  'the scripts that jobs run exist': ({ environment }) => environment.jobs.smoke?.steps?.push({ run: 'npm run smok' }),
  'nothing goes on after a failure': ({ deploy }) => Object.assign(deploy.jobs.prod ?? {}, { if: 'always()' }),
  'an environment takes one release at a time and cancels none': ({ deploy }) =>
    Object.assign(deploy.jobs.prod?.concurrency ?? {}, { 'cancel-in-progress': true }),
  'every job has a time limit that GitHub keeps': ({ deploy }) => delete deploy.jobs.build?.['timeout-minutes'],
  'a first deployment fits into the limit': ({ environment }) =>
    Object.assign(environment.jobs.deploy ?? {}, { 'timeout-minutes': 60 }),
  'credentials come from OIDC and last as long as their job': ({ environment }) =>
    Object.assign(environment.jobs.smoke ?? {}, { 'timeout-minutes': 200 }),
};

describe.each(Object.entries(RULES))('%s', (name, holds) => {
  test('holds', () => expect(holds(readRelease())).toBe(true));

  test('is noticed when it does not', () => {
    const release = readRelease();
    BREAKS[name]?.(release);
    expect(holds(release)).toBe(false);
  });
});
