/** Steps that make a cluster the serving one: the check, which opens it, then the change; each called until it is ready. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { listRunning } from '../shared/aws/earlier-execution.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { checkRepoint } from './repoint/check-repoint.ts';
import { openCluster, repoint } from './repoint/repoint.ts';
import { reportRefusal } from './report-refusal.ts';
import { readServingArn } from './serving-cluster.ts';

const Input = z.object({ cluster: z.string().min(1), step: z.enum(['check', 'repoint']) });

const [rds, ssm, stepFunctions] = [new RDSClient({}), new SSMClient({}), new SFNClient({})];
const [secrets, cloudwatch] = [new SecretsManagerClient({}), new CloudWatchClient({})];

export const handler = createRiskHandler({ name: 'recovery/repoint', input: Input }, ({ cluster, step }) =>
  reportRefusal(async () => {
    const prefix = requireEnv('NAME_PREFIX');
    const accepted = await checkRepoint(
      { rds, store: getObjectStore(), bucket: requireEnv('REPORT_BUCKET'), prefix, findWriter, now: new Date() },
      cluster,
    );
    if (step === 'check') return { ...accepted, is_open: await openCluster(rds, accepted.cluster) };
    const dependencies = {
      ...{ rds, ssm, secrets, cloudwatch, prefix, servingArn: await readServingArn() },
      parameters: `${requireEnv('PARAMETER_PREFIX')}/database`,
      reportingSecret: requireEnv('REPORTING_SECRET'),
      isProtected: requireEnv('DELETION_PROTECTION') === 'true',
    };
    return { ...accepted, ...(await repoint(dependencies, cluster)) };
  }),
);

/** The workflows that write into the database, by their ARNs. */
async function findWriter(): Promise<string | undefined> {
  for (const stateMachineArn of requireEnv('WRITING_WORKFLOWS').split(',')) {
    const [running] = await listRunning(stepFunctions, stateMachineArn);
    if (running) return running.id.replace(/^.*:execution:/, '');
  }
  return undefined;
}
