/** Judges the calls of a person's command by a policy that docs/policies/ recommends. */
import { readFileSync } from 'node:fs';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { readPersonCalls } from './recorded-requests.ts';

/** What the placeholders of the policy stand for; the local cloud's. */
const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';

/** Calls that need no permission, in the policy or at all. */
const FREE_ACTIONS: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
  'cognito-idp:AssociateSoftwareToken',
  'cognito-idp:VerifySoftwareToken',
]);

/** What only AWS asks for, or only a fault. */
const UNUSED_HERE: Readonly<Record<string, string>> = {
  'cognito-idp:AdminRespondToAuthChallenge': 'the local user pool asks nobody for a code',
  'cognito-idp:DescribeUserPoolClient': 'made with the key of the state folder, which the record does not name',
  'emr-serverless:ListApplications': 'the local cloud has Spark without an application',
  'kms:Decrypt': 'services use the key in the caller’s name',
  'kms:GenerateDataKey': 'services use the key in the caller’s name',
  'rds-data:RollbackTransaction': 'no transaction fails',
  's3:AbortMultipartUpload': 'no upload fails',
};

/**
 * Judges what a command did in the local cloud as if it had been dev.
 * @returns one line for each call that the policy does not allow, and for each action that nothing used
 */
export async function judgePolicy(
  stateDirectory: string,
  command: string,
): Promise<{ denied: string[]; unused: string[] }> {
  const text = readFileSync(`docs/policies/${command}.json`, 'utf8');
  const policy = JSON.parse(text.replaceAll('REGION', REGION).replaceAll('ACCOUNT', ACCOUNT));
  const denied = new Set<string>();
  const used = new Set<string>();
  for (const { action, resource } of readPersonCalls(stateDirectory, command)) {
    if (FREE_ACTIONS.has(action)) continue;
    const named = resource.replaceAll('risk-local', 'risk-dev').replaceAll('risk/local', 'risk/dev');
    if (await isAllowed(policy, action, named)) used.add(action);
    else denied.add(`${action} on ${named}`);
  }
  const granted: string[] = policy.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
  return {
    denied: [...denied].sort(),
    unused: granted.filter((action) => !used.has(action) && !(action in UNUSED_HERE)).sort(),
  };
}

async function isAllowed(policy: object, action: string, resource: string): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        ...{ principal: `arn:aws:iam::${ACCOUNT}:role/smoke`, action, resource: { resource, accountId: ACCOUNT } },
        contextVariables: { 'aws:ResourceTag/environment': 'dev', 'aws:ResourceAccount': ACCOUNT },
      },
      identityPolicies: [{ name: 'policy', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') return false;
  const analyses = result.resultType === 'single' ? [result.result.analysis] : result.results.map((r) => r.analysis);
  return analyses.length > 0 && analyses.every((analysis) => analysis.result === 'Allowed');
}
