/** The checks before a deployment, against a server that answers as AWS does: a ready account, and what may be missing. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PREFLIGHT_ACTIONS } from '../../../cli/preflight/finding.ts';
import { listReservedConcurrency, sumReservedConcurrency } from '../../../lib/reserved-concurrency.ts';
import { type Answer, AwsError } from '../../../testing/aws/account-server.ts';
import {
  ACCOUNT,
  APP,
  config,
  findMissing,
  formatStacks,
  PreflightAccount,
  VARIABLES,
} from '../../../testing/preflight/preflight-account.ts';

const RESERVED = sumReservedConcurrency(config);
let account: PreflightAccount;
beforeAll(async () => {
  account = await PreflightAccount.start();
});
beforeEach(() => account.reset());
afterAll(() => account?.stop());

describe('an account in which nothing is missing', () => {
  test('passes, and every call only reads and is in the list of permissions', async () => {
    const findings = await account.check();
    expect(findMissing(findings)).toEqual([]);
    expect(findings.map((finding) => finding.check)).toEqual(
      expect.arrayContaining(['credentials', 'region', 'CDK bootstrap', 'Lambda, concurrent executions', 'QuickSight']),
    );
    const allowed = PREFLIGHT_ACTIONS.map((action) => action.replace(/^.*:/, ''));
    const made = [...new Set(account.calls)].filter((operation) => operation !== 'GetCallerIdentity');
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
    account.answers = {
      DescribeStacks: formatStacks({ 'Risk-Prod-Storage': 'UPDATE_COMPLETE' }),
      DescribeLogGroups: { logGroups: [{ logGroupName: '/risk/prod/ingest/open-run' }] },
      ListSecrets: { SecretList: [{ Name: 'risk/prod/chat-webhook' }] },
      DescribeUserPoolDomain: { DomainDescription: { UserPoolId: 'eu-west-1_a', AWSAccountId: ACCOUNT } },
      GetAccountSettings: {
        AccountLimit: { ConcurrentExecutions: RESERVED + 100, UnreservedConcurrentExecutions: 100 },
      },
    };
    account.reservations = listReservedConcurrency(config);
    expect(findMissing(await account.check())).toEqual([]);
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
    account.answers = changed;
    const finding = (await account.check()).find((one) => one.check === name);
    expect(finding).toMatchObject({
      ...{ state: 'missing', found: expect.stringMatching(found), advice: expect.stringMatching(advice) },
    });
  });

  test('a principal of QuickSight in another account', async () => {
    const arn = 'arn:aws:quicksight:eu-west-1:999999999999:group/default/risk';
    const other = { ...config, reporting: { ...config.reporting, quicksight_principal_arn: arn } };
    expect(findMissing(await account.check({ config: other }))).toEqual([
      expect.objectContaining({ check: 'QuickSight', found: 'a principal of 999999999999' }),
    ]);
  });

  test('variables that are not set, empty or of another form, and nothing for one that is optional', async () => {
    const variables = { RISK_ALARM_EMAIL: '', EMR_SERVERLESS_IMAGE: 'emr:latest' };
    expect(findMissing(await account.check({ variables }))).toEqual([
      expect.objectContaining({ check: 'variable RISK_ALARM_EMAIL', found: 'not set', state: 'missing' }),
      expect.objectContaining({ check: 'variable EMR_SERVERLESS_IMAGE', found: '"emr:latest" has another form' }),
    ]);
  });

  test('the program that builds images: absent, broken, and as CDK_DOCKER names it', async () => {
    const app = { ...APP, imageCount: 2 };
    const withProgram = async (CDK_DOCKER: string) => {
      const variables = { ...process.env, ...VARIABLES, CDK_DOCKER };
      return (await account.check({ app, variables })).find((one) => one.check === 'image builder');
    };
    expect(await withProgram('no-such-docker')).toMatchObject({ state: 'missing', found: 'not installed' });
    expect(await withProgram('false')).toMatchObject({ state: 'missing', found: 'does not run' });
    expect(await withProgram('true')).toMatchObject({ state: 'ok' });
  });
});
