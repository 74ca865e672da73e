/** Reads which cluster serves, past every cache. */
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { SERVING_CLUSTER } from '../shared/serving-cluster.ts';

/** The parameter does not exist: the database stack is not deployed. */
export class ServingClusterUnknown extends RiskError {
  constructor(name: string) {
    super(`the parameter ${name} does not exist: deploy the database stack`);
  }
}

/** @throws {ServingClusterUnknown} when the parameter does not exist */
export async function readServingArn(): Promise<string> {
  const name = `${requireEnv('PARAMETER_PREFIX')}/database/${SERVING_CLUSTER}`;
  const arn = await getParameter(name, { forceFetch: true });
  if (!arn) throw new ServingClusterUnknown(name);
  return arn;
}
