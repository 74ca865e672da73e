/** Variables with which an environment can be synthesised although some are missing or have another form. */
import { readOptionalEnv } from '../../lambdas/shared/env.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { DEPLOYMENT_VARIABLES, type DeploymentVariable } from '../../lib/deployment-variables.ts';

/** Mailbox for templates that nobody deploys. */
const ANY_MAILBOX = 'nobody@example.invalid';

/** Leaves out deployment variables of another form, and fills in the mailbox where the environment needs one. */
export function keepUsableVariables(environment: EnvironmentName, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const usable = Object.entries<DeploymentVariable>(DEPLOYMENT_VARIABLES).map(([name, { schema, requiredIn }]) => {
    const value = readOptionalEnv(name, variables) ?? '';
    const placeholder = requiredIn.includes(environment) ? ANY_MAILBOX : '';
    return [name, schema.safeParse(value).success ? value : placeholder];
  });
  return { ...variables, ...Object.fromEntries(usable) };
}
