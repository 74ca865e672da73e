/** What a check of `npm run preflight` found, and the errors of AWS as findings. */

/** `missing` stops a deployment; `unread` could not be checked. */
export type FindingState = 'ok' | 'missing' | 'unread';

export interface Finding {
  check: string;
  found: string;
  needed: string;
  state: FindingState;
  /** Command or page that gives what is missing. */
  advice?: string;
}

/** What a check needs from the account. */
export interface Reading {
  check: string;
  needed: string;
  /** IAM actions of the calls. */
  actions: readonly PreflightAction[];
  read: () => Promise<Finding | Finding[]>;
}

/** Every IAM action that the checks use; all of them only read. docs/deploy.md has the policy. */
export const PREFLIGHT_ACTIONS = [
  'cloudformation:DescribeStacks',
  'cognito-idp:DescribeUserPoolDomain',
  'dynamodb:ListTables',
  'kms:ListAliases',
  'lambda:GetAccountSettings',
  'lambda:GetFunctionConcurrency',
  'logs:DescribeLogGroups',
  'quicksight:DescribeAccountSubscription',
  'secretsmanager:ListSecrets',
  'servicequotas:ListAWSDefaultServiceQuotas',
  'servicequotas:ListServiceQuotas',
  'ssm:GetParameter',
  'states:ListStateMachines',
] as const;

export type PreflightAction = (typeof PREFLIGHT_ACTIONS)[number];

const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized/;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded/;
const UNUSABLE_CREDENTIALS =
  /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|TokenRefreshRequired)$/;

/** Makes a reading; an error of AWS becomes a finding, so that the other checks go on. */
export async function makeReading({ check, needed, actions, read }: Reading): Promise<Finding[]> {
  try {
    return [await read()].flat();
  } catch (error) {
    return [{ check, needed, state: 'unread', ...explainError(error as Error, actions) }];
  }
}

function explainError(error: Error, actions: readonly string[]): Pick<Finding, 'found' | 'advice'> {
  if (DENIED.test(error.name)) {
    const [, denied] = /not authorized to perform: ([\w-]+:\w+)/.exec(error.message) ?? [];
    return {
      found: `could not be read: needs ${denied ?? actions.join(', ')}`,
      advice: 'docs/deploy.md has the policy of preflight',
    };
  }
  if (THROTTLED.test(error.name)) {
    return { found: 'could not be read: AWS throttled the call', advice: 'run preflight again in a minute' };
  }
  return { found: `could not be read: ${error.name}: ${error.message.split('\n')[0]}` };
}

/** Whether AWS does not accept the credentials, or there are none. */
export const hasUnusableCredentials = (error: Error): boolean => UNUSABLE_CREDENTIALS.test(error.name);

/** A finding that a count or quota is enough. */
export const compareCount = (check: string, found: number, needed: number, advice: string): Finding =>
  found >= needed
    ? { check, found: String(found), needed: String(needed), state: 'ok' }
    : { check, found: String(found), needed: String(needed), state: 'missing', advice };
