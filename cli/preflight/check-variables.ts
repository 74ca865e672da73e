/** Checks the variables and programs of this machine that a deployment needs. Calls nothing outside of it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readOptionalEnv } from '../../lambdas/shared/env.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { DEPLOYMENT_VARIABLES, type DeploymentVariable, formatCiVariable } from '../../lib/deployment-variables.ts';
import type { Finding } from './finding.ts';

/** Checks whether each variable is set and has its form. */
export function checkVariables(environment: EnvironmentName, variables: NodeJS.ProcessEnv): Finding[] {
  return Object.entries<DeploymentVariable>(DEPLOYMENT_VARIABLES).map(([name, definition]) => {
    const { schema, form, without, requiredIn } = definition;
    const value = readOptionalEnv(name, variables);
    const isRequired = requiredIn.includes(environment);
    const base = { check: `variable ${name}`, needed: isRequired ? form : `optional: ${form}` };
    const advice = `export ${name}=…; in CI the variable ${formatCiVariable(definition, environment)} of the repository`;
    if (value === undefined && isRequired) return { ...base, found: 'not set', state: 'missing', advice };
    if (value === undefined) return { ...base, found: `not set: ${without}`, state: 'ok' };
    if (schema.safeParse(value).success) return { ...base, found: value, state: 'ok' };
    return { ...base, found: `"${value}" has another form`, state: 'missing', advice };
  });
}

/** Checks whether the program that builds images runs, where the deployment has images. */
export async function checkImageBuilder(imageCount: number, variables: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (imageCount === 0) return [];
  const program = readOptionalEnv('CDK_DOCKER', variables) ?? 'docker';
  const base = {
    check: 'image builder',
    needed: `${program} that runs, for ${imageCount} ${imageCount === 1 ? 'image' : 'images'}`,
  };
  try {
    const { stdout } = await promisify(execFile)(program, ['version'], { env: variables });
    return [{ ...base, found: /[Vv]ersion:?\s+(\S+)/.exec(stdout)?.[1] ?? 'runs', state: 'ok' }];
  } catch (error) {
    const found = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not installed' : 'does not run';
    const advice = 'start Docker, set CDK_DOCKER=finch, or deploy by a tag: GitHub’s runners have Docker';
    return [{ ...base, found, state: 'missing', advice }];
  }
}
