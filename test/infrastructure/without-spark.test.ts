/** Production of a lender without large days: no address of a Spark image, and so no Spark; refusals of the synth. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findAssemblyFaults } from '../../.github/deploy/check-assembly.ts';
import { keepUsableVariables } from '../../cli/deployment/deployment-environment.ts';
import { SynthesisFailed, synthesiseApp } from '../../cli/deployment/synthesise-app.ts';
import { ROOT, SYNTH_VARIABLES, Synthesised } from './synthesised.ts';

let prod: Synthesised;
beforeAll(() => {
  // As CI passes a variable that is not set.
  prod = new Synthesised('prod', { ...SYNTH_VARIABLES, EMR_SERVERLESS_IMAGE: '', QUICKSIGHT_PRINCIPAL_ARN: '' });
}, 120_000);
afterAll(() => prod?.remove());

const findFunction = (name: string) =>
  prod.ofType('Lambda::Function').find(({ properties }) => properties.FunctionName === `risk-prod-${name}`);

test('has no EMR Serverless application, role, image or permission', () => {
  expect(prod.ofType('EMRServerless::Application')).toEqual([]);
  expect(JSON.stringify(prod.resources)).not.toMatch(/emr-serverless|spark-job|SPARK_APPLICATION_ID/);
  const images = prod
    .templates()
    .map((file) => prod.read(file.replace('.template.json', '.assets.json')))
    .flatMap(({ dockerImages = {} }) => Object.values(dockerImages));
  expect(images).toHaveLength(1); // that of the training job
});

test('the workflow builds every day by SQL', () => {
  expect(findFunction('verify-manifest')?.properties.Environment.Variables).toMatchObject({ HAS_SPARK: 'false' });
});

test('the deploy job accepts the assembly', () => {
  expect(findAssemblyFaults(prod.folder)).toEqual([]);
});

// prod.test.ts lints the other stacks, which are the same.
test('cfn-lint finds nothing', () => expect(prod.lint(['Training', 'Etl'])).toBe(''), 120_000);

test.each<[string, Record<string, string>, RegExp]>([
  ['no mail address', {}, /^MissingVariable: prod needs the variable RISK_ALARM_EMAIL: .*GitHub repository/],
  ['an empty mail address', { RISK_ALARM_EMAIL: '' }, /^MissingVariable: prod needs the variable RISK_ALARM_EMAIL/],
  [
    'a tag',
    { ...SYNTH_VARIABLES, EMR_SERVERLESS_IMAGE: 'emr:8' },
    /^InvalidVariable: the variable EMR_SERVERLESS_IMAGE/,
  ],
])('with %s the synth ends with one line', (_, variables, line) => {
  const { RISK_ALARM_EMAIL, EMR_SERVERLESS_IMAGE, QUICKSIGHT_PRINCIPAL_ARN, ...env } = process.env;
  const context = { CDK_CONTEXT_JSON: JSON.stringify({ env: 'prod' }) };
  const options = { cwd: ROOT, encoding: 'utf8', env: { ...env, ...context, ...variables } } as const;
  const { stderr, status } = spawnSync(process.execPath, ['bin/app.ts'], options);
  expect({ status, lines: stderr.trimEnd().split('\n') }).toEqual({ status: 1, lines: [expect.stringMatching(line)] });
});

test('a command that synthesises passes the refusal on in one line, and fills in the mailbox where it deploys nothing', async () => {
  const error = await synthesiseApp('prod', { ...process.env, RISK_ALARM_EMAIL: '' }).catch((reason) => reason);
  expect(error).toBeInstanceOf(SynthesisFailed);
  expect(error.message).toMatch(
    /^prod can't be synthesised: MissingVariable: prod needs the variable RISK_ALARM_EMAIL.*$/,
  );
  const given = { RISK_ALARM_EMAIL: 'alarms', EMR_SERVERLESS_IMAGE: 'emr:8', QUICKSIGHT_PRINCIPAL_ARN: '' };
  expect(keepUsableVariables('prod', given)).toEqual({
    ...{ RISK_ALARM_EMAIL: 'nobody@example.invalid', EMR_SERVERLESS_IMAGE: '', QUICKSIGHT_PRINCIPAL_ARN: '' },
  });
  expect(keepUsableVariables('dev', given).RISK_ALARM_EMAIL).toBe('');
});
