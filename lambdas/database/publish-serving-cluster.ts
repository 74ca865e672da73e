/**
 * Writes the parameters that say which cluster serves, when they are missing: at the first deployment they name the
 * cluster that CloudFormation created. Later deployments leave them, because a recovery may have changed them.
 */
import { DeleteParametersCommand, GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { SERVING_CLUSTER, SERVING_READER } from '../shared/serving-cluster.ts';

/** Parameters of the stack with the first values. */
const DEPLOYED = { [SERVING_CLUSTER]: 'cluster-arn', [SERVING_READER]: 'reader-endpoint' };

/** Idempotent. @param prefix path of the database's parameters, such as `/risk/prod/database` */
export async function publishServingCluster(ssm: SSMClient, prefix: string): Promise<void> {
  for (const [name, source] of Object.entries(DEPLOYED)) {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `${prefix}/${source}` }));
    const parameter = { Name: `${prefix}/${name}`, Value: Parameter?.Value ?? '', Type: 'String' } as const;
    try {
      await ssm.send(new PutParameterCommand({ ...parameter, Overwrite: false }));
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ParameterAlreadyExists')) throw error;
    }
  }
}

/** Removes them with the stack, so that a later deployment begins with its own cluster. */
export async function removeServingCluster(ssm: SSMClient, prefix: string): Promise<void> {
  await ssm.send(new DeleteParametersCommand({ Names: Object.keys(DEPLOYED).map((name) => `${prefix}/${name}`) }));
}
