/** Refuses credentials of another AWS account than the one that an environment is configured for. */
import { loadEnvironmentConfig } from '../../lib/config.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The shell's credentials belong to another account. */
export class OtherAccount extends CommandError {}

/** @throws {OtherAccount} when the caller's account is not that of the workflow or of lib/config.ts */
export async function refuseOtherAccount({
  environment,
  parameter,
  identifyCaller,
}: OperatorEnvironment): Promise<void> {
  const deployed = parameter('workflow/recovery-arn').split(':')[4] ?? '';
  const expected = loadEnvironmentConfig(environment).account ?? deployed;
  const caller = (await identifyCaller()).split(':')[4] ?? '';
  if (caller === expected) return;
  throw new OtherAccount(
    `the credentials are of account ${caller}, and ${environment} is in ${expected}: change AWS_PROFILE or the credentials; nothing was changed`,
  );
}
