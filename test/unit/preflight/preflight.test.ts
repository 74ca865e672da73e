/** The checks before a deployment, against a server that answers as AWS does. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SynthesisedApp } from '../../../cli/deployment/synthesise-app.ts';
import { type Finding, PREFLIGHT_ACTIONS } from '../../../cli/preflight/finding.ts';
import { runPreflight } from '../../../cli/preflight/run-preflight.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { listReservedConcurrency, sumReservedConcurrency } from '../../../lib/reserved-concurrency.ts';
import { type AccountServer, type Answer, AwsError, startAccountServer } from '../../../testing/aws/account-server.ts';

const ACCOUNT = '111122223333';
const VARIABLES = {
  RISK_ALARM_EMAIL: 'alarms@lender.test',
  EMR_SERVERLESS_IMAGE: `registry.test/emr@sha256:${'a'.repeat(64)}`,
  QUICKSIGHT_PRINCIPAL_ARN: `arn:aws:quicksight:eu-west-1:${ACCOUNT}:group/default/risk`,
};
const config = loadEnvironmentConfig('prod', VARIABLES);
const RESERVED = sumReservedConcurrency(config);

/** What the templates of production name, in short. */
const APP: SynthesisedApp = {
  imageCount: 0,
  bootstrapVersion: 6,
  resources: [
    named('AWS::Logs::LogGroup', { LogGroupName: '/risk/prod/ingest/open-run' }),
    named('AWS::DynamoDB::Table', { TableName: 'risk-prod-person-keys' }),
    named('AWS::KMS::Alias', { AliasName: 'alias/risk-prod' }),
    named('AWS::StepFunctions::StateMachine', { StateMachineName: 'risk-prod-daily-etl' }),
    named('AWS::SecretsManager::Secret', { Name: 'risk/prod/chat-webhook' }),
    named('AWS::Cognito::UserPoolDomain', { Domain: { 'Fn::Join': ['', ['risk-prod-', { Ref: 'AWS::AccountId' }]] } }),
  ],
};

function named(type: string, properties: object) {
  return { stack: 'Risk-Prod-Storage', id: type, type, properties };
}

/** Answers of an account in which nothing is missing and nothing is deployed. */
const READY: Record<string, Answer> = {
  GetCallerIdentity: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/jo</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  GetParameter: { Parameter: { Value: '27' } },
  GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 } },
  GetFunctionConcurrency: new AwsError('ResourceNotFoundException', 'no such function', 404),
  ListServiceQuotas: {
    Quotas: [
      { QuotaName: 'ml.m7i.xlarge for spot training job usage', QuotaCode: 'L-SPOT', Value: 1 },
      { QuotaName: 'ml.t3.medium for training job usage', QuotaCode: 'L-T3', Value: 2 },
      { QuotaName: 'Max concurrent vCPUs per account', QuotaCode: 'L-D05C8A75', Value: 64 },
    ],
  },
  ListAWSDefaultServiceQuotas: { Quotas: [] },
  DescribeAccountSubscription: {
    AccountInfo: { Edition: 'ENTERPRISE', AccountSubscriptionStatus: 'ACCOUNT_CREATED' },
  },
  DescribeStacks: formatStacks({}),
  DescribeLogGroups: { logGroups: [] },
  ListTables: { TableNames: [] },
  ListAliases: { Aliases: [] },
  ListStateMachines: { stateMachines: [] },
  ListSecrets: { SecretList: [] },
  DescribeUserPoolDomain: { DomainDescription: {} },
};

function formatStacks(states: Record<string, string>): string {
  const members = Object.entries(states).map(
    ([name, state]) =>
      `<member><StackName>${name}</StackName><StackStatus>${state}</StackStatus><CreationTime>2026-11-29T00:00:00Z</CreationTime></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${members.join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

const before = { ...process.env };
let server: AccountServer;
let answers: Record<string, Answer> = {};
let failuresOf: Record<string, number> = {};
/** Of deployed functions, by component and name. */
let reservations: Readonly<Record<string, number>> = {};

beforeAll(async () => {
  server = await startAccountServer((operation, input) => {
    if ((failuresOf[operation] ?? 0) > 0) {
      failuresOf[operation] = (failuresOf[operation] ?? 0) - 1;
      return new AwsError('ThrottlingException', 'Rate exceeded');
    }
    const [, name] = /functions\/risk-prod-([^/]+)\/concurrency/.exec(String(input.pathname)) ?? [];
    const entry = Object.keys(reservations).find((one) => one.endsWith(`/${name}`));
    if (entry) return { ReservedConcurrentExecutions: reservations[entry] };
    return { ...READY, ...answers }[operation];
  });
});
afterAll(() => server?.close());

beforeEach(() => {
  answers = {};
  failuresOf = {};
  reservations = {};
  server.calls.length = 0;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: server.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDTEST' },
    ...{ AWS_SECRET_ACCESS_KEY: 'secret', AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  });
});
afterEach(() => {
  process.env = { ...before };
});

const check = (changes: Partial<Parameters<typeof runPreflight>[0]> = {}) =>
  runPreflight({ config, app: APP, variables: { ...process.env, ...VARIABLES }, ...changes });
const findMissing = (findings: readonly Finding[]) => findings.filter(({ state }) => state !== 'ok');

describe('an account in which nothing is missing', () => {
  test('passes, and every call only reads and is in the list of permissions', async () => {
    const findings = await check();
    expect(findMissing(findings)).toEqual([]);
    expect(findings.map((finding) => finding.check)).toEqual(
      expect.arrayContaining(['credentials', 'region', 'CDK bootstrap', 'Lambda, concurrent executions', 'QuickSight']),
    );
    const allowed = PREFLIGHT_ACTIONS.map((action) => action.replace(/^.*:/, ''));
    const made = [...new Set(server.calls)].filter((operation) => operation !== 'GetCallerIdentity');
    expect(made.filter((operation) => !allowed.includes(operation))).toEqual([]);
    // Only an account without an applied quota is asked for the defaults.
    expect(allowed.filter((operation) => !made.includes(operation))).toEqual(['ListAWSDefaultServiceQuotas']);
    expect(made.filter((operation) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
  });

  test('the policy in docs/deploy.md grants exactly these actions', () => {
    const [, policy = ''] =
      /<!-- preflight:policy -->\s*```json\n([\s\S]*?)```/.exec(readFileSync('docs/deploy.md', 'utf8')) ?? [];
    expect(JSON.parse(policy).Statement[0].Action).toEqual(PREFLIGHT_ACTIONS);
  });

  test('passes again after it is deployed: its own names and reservations do not count', async () => {
    answers = {
      DescribeStacks: formatStacks({ 'Risk-Prod-Storage': 'UPDATE_COMPLETE' }),
      DescribeLogGroups: { logGroups: [{ logGroupName: '/risk/prod/ingest/open-run' }] },
      ListSecrets: { SecretList: [{ Name: 'risk/prod/chat-webhook' }] },
      DescribeUserPoolDomain: { DomainDescription: { UserPoolId: 'eu-west-1_a', AWSAccountId: ACCOUNT } },
      GetAccountSettings: {
        AccountLimit: { ConcurrentExecutions: RESERVED + 100, UnreservedConcurrentExecutions: 100 },
      },
    };
    reservations = listReservedConcurrency(config);
    expect(findMissing(await check())).toEqual([]);
  });
});

describe('what is missing', () => {
  test.each<[string, Record<string, Answer>, string, RegExp, RegExp]>([
    [
      'the concurrency of a new account',
      { GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } } },
      'Lambda, concurrent executions',
      /^10$/,
      new RegExp(
        `request-service-quota-increase .*L-B99A9384 --desired-value ${RESERVED + 100} .*reserved_concurrency`,
      ),
    ],
    [
      'concurrency that other functions reserve',
      { GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 500, UnreservedConcurrentExecutions: 300 } } },
      'Lambda, concurrent executions',
      /^500$/,
      new RegExp(`--desired-value ${RESERVED + 300} `),
    ],
    [
      "a quota of SageMaker that AWS's default leaves at 0",
      {
        ListServiceQuotas: { Quotas: [] },
        ListAWSDefaultServiceQuotas: {
          Quotas: [{ QuotaName: 'ml.m7i.xlarge for spot training job usage', QuotaCode: 'L-SPOT', Value: 0 }],
        },
      },
      'SageMaker, training',
      /^0$/,
      /--service-code sagemaker --quota-code L-SPOT --desired-value 1/,
    ],
    [
      'a bootstrap',
      { GetParameter: new AwsError('ParameterNotFound', 'not found') },
      'CDK bootstrap',
      /^none$/,
      /npx cdk bootstrap aws:\/\/111122223333\/eu-west-1/,
    ],
    [
      'a bootstrap that lets EMR Serverless fetch the image',
      { GetParameter: { Parameter: { Value: '26' } } },
      'CDK bootstrap',
      /^version 26$/,
      /npx cdk bootstrap/,
    ],
    [
      'QuickSight',
      { DescribeAccountSubscription: new AwsError('ResourceNotFoundException', 'no account', 404) },
      'QuickSight',
      /^not signed up$/,
      /docs\/reporting\.md/,
    ],
    [
      'a stack that can be updated',
      { DescribeStacks: formatStacks({ 'Risk-Prod-Storage': 'ROLLBACK_COMPLETE' }) },
      'stacks',
      /^Risk-Prod-Storage ROLLBACK_COMPLETE$/,
      /delete-stack --stack-name Risk-Prod-Storage/,
    ],
    [
      'a stack that nobody changes',
      { DescribeStacks: formatStacks({ 'Risk-Prod-Storage': 'UPDATE_IN_PROGRESS' }) },
      'stacks',
      /UPDATE_IN_PROGRESS/,
      /wait/,
    ],
    [
      'a free name of a log group',
      { DescribeLogGroups: { logGroups: [{ logGroupName: '/risk/prod/ingest/open-run' }] } },
      'log groups',
      /^\/risk\/prod\/ingest\/open-run exist$/,
      /delete-log-group/,
    ],
    ['a free name of a table', { ListTables: { TableNames: ['risk-prod-person-keys'] } }, 'tables', /exist/, /import/],
    [
      'a free alias',
      { ListAliases: { Aliases: [{ AliasName: 'alias/risk-prod' }] } },
      'aliases of keys',
      /exist/,
      /delete-alias/,
    ],
    [
      'a free name of a workflow',
      {
        ListStateMachines: {
          stateMachines: [{ name: 'risk-prod-daily-etl', stateMachineArn: 'a', type: 'STANDARD', creationDate: 0 }],
        },
      },
      'workflows',
      /exist/,
      /delete-state-machine/,
    ],
    [
      'a secret that does not wait for its deletion',
      { ListSecrets: { SecretList: [{ Name: 'risk/prod/chat-webhook', DeletedDate: 1 }] } },
      'secrets',
      /wait for deletion$/,
      /--force-delete-without-recovery --secret-id risk\/prod\/chat-webhook/,
    ],
    [
      'a domain that another account has',
      { DescribeUserPoolDomain: { DomainDescription: { UserPoolId: 'eu-west-1_x', AWSAccountId: '999999999999' } } },
      'sign-in domain (Cognito)',
      /of 999999999999$/,
      /another prefix/,
    ],
  ])('%s', async (_, changed, name, found, advice) => {
    answers = changed;
    const finding = (await check()).find((one) => one.check === name);
    expect(finding).toMatchObject({
      ...{ state: 'missing', found: expect.stringMatching(found), advice: expect.stringMatching(advice) },
    });
  });

  test('a principal of QuickSight in another account', async () => {
    const arn = 'arn:aws:quicksight:eu-west-1:999999999999:group/default/risk';
    const other = { ...config, reporting: { ...config.reporting, quicksight_principal_arn: arn } };
    expect(findMissing(await check({ config: other }))).toEqual([
      expect.objectContaining({ check: 'QuickSight', found: 'a principal of 999999999999' }),
    ]);
  });

  test('variables that are not set, empty or of another form, and nothing for one that is optional', async () => {
    const variables = { RISK_ALARM_EMAIL: '', EMR_SERVERLESS_IMAGE: 'emr:latest' };
    expect(findMissing(await check({ variables }))).toEqual([
      expect.objectContaining({ check: 'variable RISK_ALARM_EMAIL', found: 'not set', state: 'missing' }),
      expect.objectContaining({ check: 'variable EMR_SERVERLESS_IMAGE', found: '"emr:latest" has another form' }),
    ]);
  });

  test('the program that builds images: absent, broken, and as CDK_DOCKER names it', async () => {
    const app = { ...APP, imageCount: 2 };
    const withProgram = async (CDK_DOCKER: string) => {
      const variables = { ...process.env, ...VARIABLES, CDK_DOCKER };
      return (await check({ app, variables })).find((one) => one.check === 'image builder');
    };
    expect(await withProgram('no-such-docker')).toMatchObject({ state: 'missing', found: 'not installed' });
    expect(await withProgram('false')).toMatchObject({ state: 'missing', found: 'does not run' });
    expect(await withProgram('true')).toMatchObject({ state: 'ok' });
  });
});

describe('credentials', () => {
  const namesOfAccountChecks = (findings: readonly Finding[]) =>
    findings.map((one) => one.check).filter((name) => !name.startsWith('variable '));

  test('none: one finding, and no other call', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const home = mkdtempSync(join(tmpdir(), 'risk-home-'));
    process.env.HOME = home;
    const findings = await check();
    rmSync(home, { recursive: true });
    expect(findMissing(findings)).toEqual([
      expect.objectContaining({ check: 'credentials', found: 'none', state: 'missing' }),
    ]);
    expect(server.calls).toEqual([]);
  });

  test.each([
    [
      'expired',
      new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
      /^expired$/,
    ],
    ['unknown', new AwsError('InvalidClientTokenId', 'The security token is invalid', 403), /^refused by AWS/],
  ])('%s: one finding, and no other call', async (_, error, found) => {
    answers = { GetCallerIdentity: error };
    const findings = await check();
    expect(findMissing(findings)).toEqual([
      expect.objectContaining({ check: 'credentials', state: 'missing', found: expect.stringMatching(found) }),
    ]);
    expect(namesOfAccountChecks(findings)).toEqual(['region', 'credentials']);
  });

  test('of another account than lib/config.ts names: one finding, and nothing of that account is read', async () => {
    const findings = await check({ config: { ...config, account: '444455556666' } });
    expect(findMissing(findings)).toEqual([
      expect.objectContaining({
        check: 'credentials',
        needed: 'account 444455556666',
        found: `account ${ACCOUNT} (arn:aws:iam::${ACCOUNT}:user/jo)`,
      }),
    ]);
    expect(server.calls).toEqual(['GetCallerIdentity']);
  });

  test('of another region: one finding, and no call', async () => {
    expect(findMissing(await check({ config: { ...config, region: 'eu-central-1' } }))).toEqual([
      expect.objectContaining({ check: 'region', found: 'eu-west-1', needed: 'eu-central-1' }),
    ]);
    expect(server.calls).toEqual([]);
  });
});

describe('a call that fails', () => {
  const denied = (action: string) =>
    new AwsError(
      'AccessDeniedException',
      `User: arn:aws:iam::${ACCOUNT}:user/jo is not authorized to perform: ${action}`,
    );

  test('denied: the check names the permission, and the others go on', async () => {
    answers = { ListServiceQuotas: denied('servicequotas:ListServiceQuotas') };
    const unread = findMissing(await check());
    expect(unread.map(({ state, found }) => ({ state, found }))).toEqual(
      Array(3).fill({ state: 'unread', found: 'could not be read: needs servicequotas:ListServiceQuotas' }),
    );
    expect(server.calls).toContain('DescribeUserPoolDomain');
  });

  test.each(
    Object.keys(READY).filter(
      (operation) => operation !== 'GetCallerIdentity' && operation !== 'ListAWSDefaultServiceQuotas',
    ),
  )('denied %s: no check is told as ok that needs it, and the rest is checked', async (operation) => {
    answers = { [operation]: new AwsError('AccessDenied', 'no') };
    const findings = await check();
    const unread = findings.filter(({ state }) => state === 'unread');
    expect(unread.length).toBeGreaterThan(0);
    for (const { found } of unread) expect(found).toMatch(new RegExp(`^could not be read: needs .*:${operation}\\b`));
    expect(findings).toHaveLength((await checkAll()).length);
  });

  async function checkAll(): Promise<Finding[]> {
    answers = {};
    return check();
  }

  test('throttled for a while: it is asked again', async () => {
    failuresOf = { ListServiceQuotas: 2, GetAccountSettings: 1 };
    expect(findMissing(await check())).toEqual([]);
  });

  test('throttled without end: the check says so', async () => {
    failuresOf = { ListAliases: 1000 };
    expect(findMissing(await check())).toEqual([
      expect.objectContaining({
        check: 'aliases of keys',
        state: 'unread',
        found: expect.stringContaining('throttled'),
      }),
    ]);
  });
});
