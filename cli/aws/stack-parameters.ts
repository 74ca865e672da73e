/** Reads the SSM parameters in which the deployed stacks publish names and addresses. */
import { paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import { CommandError } from '../terminal/command-error.ts';

/** The stacks of an environment are not deployed, or not all of them. */
export class ParameterMissing extends CommandError {}

/** AWS or the local cloud does not respond: it is not up, or credentials or the region are missing. */
export class EnvironmentNotReached extends CommandError {}

/**
 * Reads every parameter of an environment once.
 * @returns a function that returns a parameter by name, such as `api/url`, and throws ParameterMissing
 * @throws {EnvironmentNotReached} when the parameters can't be read
 */
export async function readStackParameters(
  environment: string,
  client = new SSMClient({}),
): Promise<(name: string) => string> {
  const prefix = `/risk/${environment}/`;
  const values = new Map<string, string>();
  const pages = paginateGetParametersByPath({ client }, { Path: prefix, Recursive: true });
  try {
    for await (const page of pages) {
      for (const { Name, Value } of page.Parameters ?? []) values.set(Name ?? '', Value ?? '');
    }
  } catch (cause) {
    const { name, message } = cause as Error;
    const remedy = environment === 'local' ? 'npm start' : 'check AWS_REGION, and AWS_PROFILE or the credentials';
    throw new EnvironmentNotReached(`the environment ${environment} does not answer: ${name}: ${message}; ${remedy}`, {
      cause,
    });
  }
  return (name) => {
    const value = values.get(prefix + name);
    if (value === undefined) {
      throw new ParameterMissing(`${prefix}${name} is not there: deploy the stacks of ${environment} first`);
    }
    return value;
  };
}
