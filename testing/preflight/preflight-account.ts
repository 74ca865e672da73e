/** Runs the checks of `npm run preflight` on an account whose answers a test changes. */
import type { SynthesisedApp } from '../../cli/deployment/synthesise-app.ts';
import type { Finding } from '../../cli/preflight/finding.ts';
import { type PreflightSubject, runPreflight } from '../../cli/preflight/run-preflight.ts';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import { type AccountServer, type Answer, AwsError, startAccountServer } from '../aws/account-server.ts';

export const ACCOUNT = '111122223333';
export const VARIABLES = {
  RISK_ALARM_EMAIL: 'alarms@lender.test',
  EMR_SERVERLESS_IMAGE: `registry.test/emr@sha256:${'a'.repeat(64)}`,
  QUICKSIGHT_PRINCIPAL_ARN: `arn:aws:quicksight:eu-west-1:${ACCOUNT}:group/default/risk`,
};
export const config = loadEnvironmentConfig('prod', VARIABLES);

/** What the templates of production name, in short. */
export const APP: SynthesisedApp = {
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
export const READY: Record<string, Answer> = {
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

export function formatStacks(states: Record<string, string>): string {
  const members = Object.entries(states).map(
    ([name, state]) =>
      `<member><StackName>${name}</StackName><StackStatus>${state}</StackStatus><CreationTime>2026-11-29T00:00:00Z</CreationTime></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${members.join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

/** The account: by default nothing is missing in it, and nothing is deployed. */
export class PreflightAccount {
  /** Answers by operation that differ from those of a ready account. */
  answers: Record<string, Answer> = {};
  /** Calls of an operation that are throttled before one is answered. */
  throttledCalls: Record<string, number> = {};
  /** Reserved concurrency of deployed functions, by component and name. */
  reservations: Readonly<Record<string, number>> = {};
  readonly #server: AccountServer;
  readonly #before = { ...process.env };

  private constructor(server: AccountServer) {
    this.#server = server;
  }

  /** Starts the account's server. Call `reset` before each test. */
  static async start(): Promise<PreflightAccount> {
    let account: PreflightAccount | undefined;
    const server = await startAccountServer((operation, input) => account?.answer(operation, input));
    account = new PreflightAccount(server);
    return account;
  }

  /** Operations in the order of their calls. */
  get calls(): string[] {
    return this.#server.calls;
  }

  /** Makes the account ready again, and lets the SDK of this process reach it. */
  reset(): void {
    Object.assign(this, { answers: {}, throttledCalls: {}, reservations: {} });
    this.calls.length = 0;
    process.env = {
      ...this.#before,
      ...{ AWS_ENDPOINT_URL: this.#server.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDTEST' },
      ...{ AWS_SECRET_ACCESS_KEY: 'secret', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    };
  }

  check(changes: Partial<PreflightSubject> = {}): Promise<Finding[]> {
    return runPreflight({ config, app: APP, variables: { ...process.env, ...VARIABLES }, ...changes });
  }

  async stop(): Promise<void> {
    process.env = { ...this.#before };
    await this.#server.close();
  }

  /** The answer to one call. */
  answer(operation: string, input: Record<string, unknown>): Answer | undefined {
    const throttledCalls = this.throttledCalls[operation] ?? 0;
    if (throttledCalls > 0) {
      this.throttledCalls[operation] = throttledCalls - 1;
      return new AwsError('ThrottlingException', 'Rate exceeded');
    }
    const [, name] = /functions\/risk-prod-([^/]+)\/concurrency/.exec(String(input.pathname)) ?? [];
    const entry = Object.keys(this.reservations).find((one) => one.endsWith(`/${name}`));
    if (entry) return { ReservedConcurrentExecutions: this.reservations[entry] };
    return { ...READY, ...this.answers }[operation];
  }
}

/** The findings that are not ok. */
export const findMissing = (findings: readonly Finding[]): Finding[] => findings.filter(({ state }) => state !== 'ok');
