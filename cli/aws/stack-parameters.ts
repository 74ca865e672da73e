/** Reads the SSM parameters in which the deployed stacks publish names and addresses. */
import { paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import { CommandError } from '../terminal/command-error.ts';

/** The stacks of an environment are not deployed, or not all of them. */
export class ParameterMissing extends CommandError {}

/**
 * Reads every parameter of an environment once.
 * @returns a function that looks one up by name, such as `api/url`, and throws ParameterMissing
 */
export async function readStackParameters(
  environment: string,
  client = new SSMClient({}),
): Promise<(name: string) => string> {
  const prefix = `/risk/${environment}/`;
  const values = new Map<string, string>();
  const pages = paginateGetParametersByPath({ client }, { Path: prefix, Recursive: true });
  for await (const page of pages) {
    for (const { Name, Value } of page.Parameters ?? []) values.set(Name ?? '', Value ?? '');
  }
  return (name) => {
    const value = values.get(prefix + name);
    if (value === undefined) {
      throw new ParameterMissing(`${prefix}${name} is not there: deploy the stacks of ${environment} first`);
    }
    return value;
  };
}
