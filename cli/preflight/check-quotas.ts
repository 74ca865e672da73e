/** Checks the account's quotas that the configuration needs, and QuickSight where it is configured. */
import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeAccountSubscriptionCommand, QuickSightClient } from '@aws-sdk/client-quicksight';
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { TRACKING_INSTANCE_TYPE } from '../../lambdas/jobs/create-tracking-request.ts';
import type { EnvironmentConfig } from '../../lib/config.ts';
import {
  listReservedConcurrency,
  sumReservedConcurrency,
  UNRESERVED_CONCURRENCY,
} from '../../lib/reserved-concurrency.ts';
import type { Account } from './check-account.ts';
import { compareCount, type Finding, type Reading } from './finding.ts';

/** https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html */
const LAMBDA_CONCURRENCY_CODE = 'L-B99A9384';

interface NeededQuota {
  check: string;
  service: string;
  /** As the Service Quotas console shows it: codes of SageMaker's quotas differ by instance type. */
  name: string;
  needed: number;
}

/** Lists the readings of quotas. */
export function listQuotaReadings(config: Readonly<EnvironmentConfig>, account: Account): Reading[] {
  const { training, spark, features, reporting } = config;
  const quotas: NeededQuota[] = [
    {
      check: 'SageMaker, training',
      ...{ service: 'sagemaker', name: `${training.instance_type} for spot training job usage`, needed: 1 },
    },
    {
      check: 'SageMaker, copies to MLflow',
      ...{ service: 'sagemaker', name: `${TRACKING_INSTANCE_TYPE} for training job usage`, needed: 1 },
    },
    ...(spark && features.spark_application
      ? [
          {
            check: 'EMR Serverless, large days',
            ...{ service: 'emr-serverless', name: 'Max concurrent vCPUs per account', needed: spark.max_vcpus },
          },
        ]
      : []),
  ];
  const principal = reporting.quicksight_principal_arn;
  return [
    readConcurrency(config, account),
    ...quotas.map((quota) => readQuota(quota, account)),
    ...(principal ? [readQuickSight(principal, account)] : []),
  ];
}

/** The quota must hold what this environment and the account's other functions reserve, and what AWS keeps. */
function readConcurrency(config: Readonly<EnvironmentConfig>, { region }: Account): Reading {
  const check = 'Lambda, concurrent executions';
  const reserved = sumReservedConcurrency(config);
  return {
    check,
    needed: String(reserved + UNRESERVED_CONCURRENCY),
    actions: ['lambda:GetAccountSettings', 'lambda:GetFunctionConcurrency'],
    read: async () => {
      const client = new LambdaClient({});
      const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions: quota = 0, UnreservedConcurrentExecutions: unreserved = 0 } = AccountLimit ?? {};
      if (reserved === 0) return { check, found: String(quota), needed: 'any: none is reserved', state: 'ok' };
      const ofOthers = quota - unreserved - (await sumDeployedReservations(client, config));
      const needed = reserved + UNRESERVED_CONCURRENCY + ofOthers;
      const advice = `${formatRequest('lambda', LAMBDA_CONCURRENCY_CODE, needed, region)}; or leave reserved_concurrency out (lib/config.ts)`;
      return compareCount(check, quota, needed, advice);
    },
  };
}

/** What an earlier deployment of the environment reserves; it is replaced. */
async function sumDeployedReservations(client: LambdaClient, config: Readonly<EnvironmentConfig>): Promise<number> {
  let sum = 0;
  for (const entry of Object.keys(listReservedConcurrency(config))) {
    const FunctionName = `risk-${config.name}-${entry.replace(/^.*\//, '')}`;
    try {
      const { ReservedConcurrentExecutions = 0 } = await client.send(
        new GetFunctionConcurrencyCommand({ FunctionName }),
      );
      sum += ReservedConcurrentExecutions;
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  }
  return sum;
}

function readQuota({ check, service, name, needed }: NeededQuota, { region }: Account): Reading {
  return {
    check,
    needed: String(needed),
    actions: ['servicequotas:ListServiceQuotas', 'servicequotas:ListAWSDefaultServiceQuotas'],
    read: async () => {
      const quota = await findQuota(service, name);
      if (!quota) {
        const found = `there is no quota "${name}"`;
        return { check, found, needed: String(needed), state: 'unread', advice: formatConsole(service, '', region) };
      }
      const { QuotaCode = '', Value = 0 } = quota;
      return compareCount(check, Value, needed, `"${name}": ${formatRequest(service, QuotaCode, needed, region)}`);
    },
  };
}

/** The applied quota by its name; where the account has none applied, AWS's default. */
async function findQuota(ServiceCode: string, name: string): Promise<ServiceQuota | undefined> {
  const client = new ServiceQuotasClient({ maxAttempts: 6 });
  for (const paginate of [paginateListServiceQuotas, paginateListAWSDefaultServiceQuotas]) {
    for await (const { Quotas = [] } of paginate({ client, pageSize: 100 }, { ServiceCode })) {
      const found = Quotas.find(({ QuotaName }) => QuotaName === name);
      if (found) return found;
    }
  }
  return undefined;
}

function readQuickSight(principal: string, { id }: Account): Reading {
  const base = { check: 'QuickSight', needed: 'Enterprise edition, and a principal of this account' };
  const advice = 'docs/reporting.md#quicksight says how to sign the account up';
  return {
    ...base,
    actions: ['quicksight:DescribeAccountSubscription'],
    read: async (): Promise<Finding> => {
      const owner = principal.split(':')[4];
      if (owner !== id) {
        return { ...base, found: `a principal of ${owner}`, state: 'missing', advice: 'QUICKSIGHT_PRINCIPAL_ARN' };
      }
      try {
        const command = new DescribeAccountSubscriptionCommand({ AwsAccountId: id });
        const { AccountInfo } = await new QuickSightClient({}).send(command);
        const { Edition = 'none', AccountSubscriptionStatus: status = 'none' } = AccountInfo ?? {};
        const found = `${Edition}, ${status}`;
        if (Edition.startsWith('ENTERPRISE') && status === 'ACCOUNT_CREATED') return { ...base, found, state: 'ok' };
        return { ...base, found, state: 'missing', advice };
      } catch (error) {
        if ((error as Error).name !== 'ResourceNotFoundException') throw error;
        return { ...base, found: 'not signed up', state: 'missing', advice };
      }
    },
  };
}

const formatConsole = (service: string, code: string, region: string): string =>
  `https://${region}.console.aws.amazon.com/servicequotas/home/services/${service}/quotas/${code}`;

const formatRequest = (service: string, code: string, needed: number, region: string): string =>
  `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed} --region ${region}`;
