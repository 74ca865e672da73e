/** Checks whose account the credentials open, in which region, and how it was bootstrapped. */
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { EnvironmentConfig } from '../../lib/config.ts';
import { type Finding, hasUnusableCredentials, type Reading } from './finding.ts';

const VERSION_PARAMETER = '/cdk-bootstrap/hnb659fds/version';
/**
 * Since this version the repository of CDK's images lets EMR Serverless fetch them:
 * https://github.com/aws/aws-cdk-cli/pull/112
 */
const SPARK_BOOTSTRAP_VERSION = 27;

export interface Account {
  id: string;
  region: string;
}

/**
 * Checks region and credentials.
 * @returns the account, or undefined where nothing else can be checked
 */
export async function checkCaller(
  config: Readonly<EnvironmentConfig>,
): Promise<{ account?: Account; findings: Finding[] }> {
  const client = new STSClient({});
  const region = await client.config.region().catch(() => undefined);
  const regionFinding = judgeRegion(region, config.region);
  if (region === undefined || regionFinding.state !== 'ok') return { findings: [regionFinding] };
  const base = { check: 'credentials', needed: config.account ? `account ${config.account}` : 'any account' };
  try {
    const { Account: id = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    if (config.account && id !== config.account) {
      const advice = `use credentials of ${config.account}, which lib/config.ts names`;
      return { findings: [regionFinding, { ...base, found: `account ${id} (${Arn})`, state: 'missing', advice }] };
    }
    const finding: Finding = { ...base, found: `account ${id} (${Arn})`, state: 'ok' };
    return { account: { id, region }, findings: [regionFinding, finding] };
  } catch (error) {
    return { findings: [regionFinding, { ...base, ...explainRefusal(error as Error) }] };
  }
}

function judgeRegion(region: string | undefined, configured: string | undefined): Finding {
  const base = { check: 'region', needed: configured ?? 'any region' };
  const advice = `export AWS_REGION=${configured ?? 'eu-west-1'}; in CI the variable AWS_REGION of the environment`;
  if (region === undefined) return { ...base, found: 'none', state: 'missing', advice };
  if (configured && region !== configured) return { ...base, found: region, state: 'missing', advice };
  return { ...base, found: region, state: 'ok' };
}

function explainRefusal(error: Error): Pick<Finding, 'found' | 'state' | 'advice'> {
  if (error.name === 'CredentialsProviderError') {
    return { found: 'none', state: 'missing', advice: 'aws sso login, or export AWS_PROFILE=…' };
  }
  if (error.name.startsWith('Expired')) {
    return { found: 'expired', state: 'missing', advice: 'sign in again: aws sso login' };
  }
  if (hasUnusableCredentials(error)) {
    return { found: `refused by AWS (${error.name})`, state: 'missing', advice: 'aws sso login, or new access keys' };
  }
  return { found: `could not be read: ${error.name}: ${error.message.split('\n')[0]}`, state: 'unread' };
}

/** The version of the CDK's bootstrap; that of Spark must let EMR Serverless fetch its image. */
export function readBootstrap({ id, region }: Account, needsVersion: number, hasSpark: boolean): Reading {
  const version = hasSpark ? Math.max(needsVersion, SPARK_BOOTSTRAP_VERSION) : needsVersion;
  const base = { check: 'CDK bootstrap', needed: `version ${version}${hasSpark ? ', for the image of Spark' : ''}` };
  const advice = `npx cdk bootstrap aws://${id}/${region}`;
  return {
    ...base,
    actions: ['ssm:GetParameter'],
    read: async () => {
      try {
        const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: VERSION_PARAMETER }));
        const found = Number(Parameter?.Value);
        if (found >= version) return { ...base, found: `version ${found}`, state: 'ok' };
        return { ...base, found: `version ${found}`, state: 'missing', advice };
      } catch (error) {
        if (!(error instanceof ParameterNotFound)) throw error;
        return { ...base, found: 'none', state: 'missing', advice };
      }
    },
  };
}
