/** The rules of single constructs, each on a small app. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { unzipSync } from 'fflate';
import { SECURITY_HEADERS } from '../../lambdas/prediction-api/contract/response-headers.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import { ProblemDocument } from '../../lambdas/prediction-api/contract/schemas/service.ts';
import { writeArchive } from '../../lib/build/archive.ts';
import { bundleFunction, collectFunctionFiles, HandlerMissing, hashFolder } from '../../lib/build/bundle.ts';
import { loadDeploymentConfig, loadEnvironmentConfig, UnknownEnvironment } from '../../lib/config.ts';
import { buildGatewayDocument, OperationWithoutHandler } from '../../lib/constructs/api/gateway-document.ts';
import { buildGatewayResponses } from '../../lib/constructs/api/gateway-responses.ts';
import { allow, type Permission } from '../../lib/constructs/foundation/allow.ts';
import { toKebabCase, toPascalCase } from '../../lib/constructs/foundation/risk-stack.ts';
import { chooseDevice } from '../../lib/constructs/jobs/training-job.ts';
import { checkSubstitutions, findTokens, SubstitutionMismatch } from '../../lib/constructs/workflows/workflow.ts';
import {
  DEPLOYMENT_VARIABLES,
  type DeploymentVariable,
  formatCiVariable,
  InvalidVariable,
  MissingVariable,
} from '../../lib/deployment-variables.ts';
import { SYNTH_VARIABLES } from './synthesised.ts';

describe('configuration', () => {
  test.each(['local', 'dev', 'prod'])('%s is valid', (name) => {
    expect(loadEnvironmentConfig(name, {}).name).toBe(name);
  });

  test.each([undefined, '', 'production', 'toString'])('refuses the environment %p', (name) => {
    expect(() => loadEnvironmentConfig(name, {})).toThrow(UnknownEnvironment);
  });

  test('the local configuration has the endpoints that the SDK and MLflow use', () => {
    const variables = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1234', MLFLOW_TRACKING_URI: 'http://127.0.0.1:5678' };
    const { local_cloud_url, training } = loadEnvironmentConfig('local', variables);
    expect([local_cloud_url, training.mlflow_tracking_uri]).toEqual(Object.values(variables));
  });

  test('production turns nothing off', () => {
    const { features, keep_data, local_cloud_url } = loadEnvironmentConfig('prod', SYNTH_VARIABLES);
    expect({ left_out: Object.values(features).includes(false), keep_data, local_cloud_url }).toEqual({
      left_out: false,
      keep_data: true,
      local_cloud_url: undefined,
    });
  });

  test('production is not deployed where nobody would get its alarms, and is read all the same', () => {
    expect(() => loadDeploymentConfig('prod', {})).toThrow(MissingVariable);
    expect(() => loadDeploymentConfig('prod', {})).toThrow(/RISK_ALARM_EMAIL.*a mail address.*GitHub repository/);
    expect(loadEnvironmentConfig('prod', {}).alarm_email).toBeUndefined();
    expect(loadDeploymentConfig('prod', SYNTH_VARIABLES).alarm_email).toBe('alarms@lender.test');
    expect(loadDeploymentConfig('dev', {}).alarm_email).toBeUndefined();
  });

  test.each(['local', 'dev', 'prod'])('an empty variable, as CI passes one that is not set, is none: %s', (name) => {
    const names = [...Object.keys(DEPLOYMENT_VARIABLES), 'AWS_ENDPOINT_URL', 'MLFLOW_TRACKING_URI'];
    for (const empty of ['', ' ']) {
      const variables = Object.fromEntries(
        [...names, 'RISK_PORT_SIGN_IN', 'RISK_PORT_DASHBOARD'].map((one) => [one, empty]),
      );
      expect(loadEnvironmentConfig(name, variables)).toEqual(loadEnvironmentConfig(name, {}));
      if (name === 'prod') expect(() => loadDeploymentConfig(name, variables)).toThrow(MissingVariable);
    }
  });

  test.each([
    ['RISK_ALARM_EMAIL', 'alarms'],
    ['EMR_SERVERLESS_IMAGE', 'public.ecr.aws/emr-serverless/spark:latest'],
    ['QUICKSIGHT_PRINCIPAL_ARN', 'risk'],
  ])('%s of another form is refused by name', (name, value) => {
    expect(() => loadEnvironmentConfig('dev', { [name]: value })).toThrow(InvalidVariable);
    expect(() => loadEnvironmentConfig('dev', { [name]: value })).toThrow(
      new RegExp(`^the variable ${name} is "${value}"`),
    );
  });

  test('CI passes every variable to the build and to the preflight, from a variable of the repository', () => {
    const names = Object.values<DeploymentVariable>(DEPLOYMENT_VARIABLES).flatMap((variable) =>
      (['dev', 'prod'] as const).map((environment) => formatCiVariable(variable, environment)),
    );
    for (const file of ['deploy.yml', 'deploy-environment.yml']) {
      const workflow = readFileSync(join('.github/workflows', file), 'utf8');
      const passed = names.filter((name) => workflow.includes(`${name}: \${{ vars.${name} }}`));
      expect([file, passed]).toEqual([file, names]);
    }
  });

  test('without the address of its image there is no Spark', () => {
    const { features, spark } = loadEnvironmentConfig('prod', {});
    expect({ application: features.spark_application, spark }).toEqual({ application: false, spark: undefined });
    // The local cloud runs PySpark.
    expect(loadEnvironmentConfig('local', {}).spark).toBeDefined();
  });
});

test.each([
  ['ml.m7i.xlarge', 'cpu'],
  ['ml.c7g.large', 'cpu'],
  ['ml.g5.xlarge', 'cuda'],
  ['ml.g4dn.xlarge', 'cuda'],
  ['ml.p4d.24xlarge', 'cuda'],
])('the training image for %s trains on the %s', (instanceType, device) => {
  expect(chooseDevice(instanceType)).toBe(device);
});

describe('workflow', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are Step Functions' tokens
  const definition = '{"A":"${OpenRunFunctionArn}","B":"${ScoringStateMachineArn}","C":"${OpenRunFunctionArn}"}';
  const openRun = { OpenRunFunctionArn: 'arn:open' };

  test('finds each token once', () => {
    expect(findTokens(definition)).toEqual(['OpenRunFunctionArn', 'ScoringStateMachineArn']);
  });

  test('accepts exactly the tokens of its file', () => {
    const given = { ...openRun, ScoringStateMachineArn: 'arn:scoring' };
    expect(checkSubstitutions('x', definition, given)).toBe(given);
  });

  test('refuses a missing and an unused substitution, by name', () => {
    const act = () => checkSubstitutions('x', definition, { ...openRun, CloseRunFunctionArn: 'arn:close' });
    expect(act).toThrow(SubstitutionMismatch);
    expect(act).toThrow(/ScoringStateMachineArn.*CloseRunFunctionArn/);
  });
});

describe('allow', () => {
  function findings(permission: Permission): string[] {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    allow(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }), permission);
    app.synth();
    return new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName);
  }
  const wide = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::bucket/*'] };

  test('a wildcard without a reason is a finding', () => {
    expect(findings(wide)).toEqual(['AwsSolutions-IAM5[Resource::arn:aws:s3:::bucket/*]']);
  });

  test('a reason acknowledges this wildcard and no other', () => {
    expect(findings({ ...wide, because: 'keys are made at run time' })).toEqual([]);
    expect(findings({ ...wide, actions: ['s3:Get*'] })).toContain('AwsSolutions-IAM5[Action::s3:Get*]');
  });
});

describe('gateway document', () => {
  const document = { paths: { '/v1/health': { get: { operationId: 'getHealth' } } } };

  test('every operation gets the integration of its function', () => {
    const { paths } = buildGatewayDocument(document, { userPoolArn: 'arn:pool', functionArn: () => 'arn:read' });
    expect(JSON.stringify(paths)).toContain('functions/arn:read/invocations');
  });

  test('responses of the gateway itself are the API’s problems, with statuses that the API documents', () => {
    const statuses = new Set(routes.flatMap(({ problems }) => problems.map(String)));
    const responses = Object.entries(buildGatewayResponses());
    for (const type of ['UNAUTHORIZED', 'THROTTLED', 'REQUEST_TOO_LARGE', 'INTEGRATION_TIMEOUT', 'DEFAULT_5XX']) {
      expect(responses.map(([name]) => name)).toContain(type);
    }
    for (const [type, { statusCode, responseParameters, responseTemplates }] of responses) {
      expect([type, statuses.has(statusCode)]).toEqual([type, true]);
      const problem = ProblemDocument.parse(JSON.parse(responseTemplates['application/json'] ?? ''));
      expect(String(problem.status)).toBe(statusCode);
      expect(responseParameters).toHaveProperty(['gatewayresponse.header.x-request-id'], 'context.requestId');
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
        expect(responseParameters).toHaveProperty([`gatewayresponse.header.${name}`], `'${value}'`);
      }
      expect('gatewayresponse.header.retry-after' in responseParameters).toBe(/429|503/.test(statusCode));
    }
  });

  test('an operation without a function is refused', () => {
    expect(() => buildGatewayDocument(document, { userPoolArn: 'arn:pool', functionArn: () => undefined })).toThrow(
      OperationWithoutHandler,
    );
  });
});

describe('names and bundles', () => {
  test.each([
    ['open-run', 'OpenRun'],
    ['daily-etl', 'DailyEtl'],
  ])('%s is %s', (kebab, pascal) => {
    expect([toPascalCase(kebab), toKebabCase(pascal)]).toEqual([pascal, kebab]);
  });

  test('a function without a handler file is refused by its path', () => {
    expect(() => bundleFunction('ingest/no-such-function')).toThrow(HandlerMissing);
  });

  test('a function that lacks ONNX Runtime, or includes it without use, is refused', () => {
    expect(() => bundleFunction('scoring/score-part')).toThrow(/scoring\/score-part.lambda.ts imports it/);
    expect(() => bundleFunction('scoring/prepare-scoring', { onnx: 'x64' })).toThrow(
      /prepare-scoring.lambda.ts never imports it/,
    );
  });

  test.each(['arm64', 'x64'] as const)(
    'the prediction function is small on %s: a new one is fetched and begun at once',
    (onnx) => {
      const files = collectFunctionFiles('prediction-api/predict', { sql: true, onnx });
      const countBytes = (some: typeof files) => some.reduce((sum, { contents }) => sum + contents.length, 0);
      expect(countBytes(files)).toBeLessThan(60_000_000);
      expect(files.filter(({ path }) => path.startsWith('sql/cli'))).toEqual([]);
      expect(countBytes(files.filter(({ path }) => path.endsWith('.mjs')))).toBeLessThan(3_000_000);
    },
  );

  test('an archive has the files of its function, readable by all, and is the same each time', () => {
    const files = collectFunctionFiles('ingest/open-run', { sql: true });
    const path = join(mkdtempSync(join(tmpdir(), 'risk-archive-')), 'function.zip');
    writeArchive(path, files);
    const { archive } = bundleFunction('ingest/open-run', { sql: true });
    expect(readFileSync(archive).equals(readFileSync(path))).toBe(true);
    const unpacked = unzipSync(readFileSync(path));
    expect(Object.keys(unpacked).sort()).toEqual(files.map((file) => file.path).sort());
    for (const file of files) expect(Buffer.compare(unpacked[file.path] ?? new Uint8Array(), file.contents)).toBe(0);
    rmSync(dirname(path), { recursive: true });
  });

  test('the hash of a folder depends on its files only', () => {
    expect(hashFolder('sql/migrations')).toBe(hashFolder('sql/migrations'));
    expect(hashFolder('sql/migrations')).not.toBe(hashFolder('lib'));
  });
});
