/** Options of commands about an environment that is deployed to AWS, before it is deployed. */
import { environmentNameOptions, resolveEnvironmentName } from '../environment/environment-options.ts';
import { InvalidOptions } from '../terminal/command.ts';

export const deployableOptions = {
  ...environmentNameOptions,
  env: { ...environmentNameOptions.env, description: 'environment: dev or prod' },
} as const;

/**
 * The environment that the options name.
 * @throws {InvalidOptions} when it is the local cloud, or none is named
 */
export function resolveDeployable(values: Parameters<typeof resolveEnvironmentName>[0]): 'dev' | 'prod' {
  const name = resolveEnvironmentName(values);
  if (name !== 'local') return name;
  throw new InvalidOptions('say which environment of AWS: --env dev or --env prod');
}
