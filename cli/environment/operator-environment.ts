/**
 * A person at work on an environment: the local cloud (joined, or started for the time of the command), or AWS with the
 * credentials of whoever runs the command. Both are asked the same way; only the addresses differ.
 */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getDatabase as dataApi, type Sql } from '../../lambdas/shared/aws/database.ts';
import { environmentConfig } from '../../lib/config.ts';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { readLocalSettings } from '../local/settings.ts';
import { CommandError } from '../terminal/command-error.ts';
import { Progress } from '../terminal/progress.ts';
import { withLocalCloud } from './local-session.ts';

/** AWS does not know who runs the command: no credentials, or expired ones. */
export class CallerUnknown extends CommandError {}

export interface OperatorEnvironment {
  /** `local`, `dev` or `prod`. */
  environment: string;
  /** What the deployed stacks say of themselves, by name such as `workflow/training-arn`. */
  parameter: (name: string) => string;
  progress: Progress;
  /** The database by the Data API, as the role that only reads what the API shows. */
  database: Sql;
  /** Where jobs leave their logs; undefined on AWS. */
  stateDirectory: string | undefined;
  /** IAM identity of the command, as AWS says it. Throws CallerUnknown. */
  identifyCaller(): Promise<string>;
}

/** For parseArgs: `--env dev`, or `-c env=dev`, picks the environment, `--state` the local cloud's folder. */
export const environmentOptions = {
  context: { type: 'string', short: 'c', default: 'env=local' },
  env: { type: 'string' },
  state: { type: 'string' },
} as const;

/** Runs `work` on the environment that the options name. */
export async function withEnvironment(
  options: { context: string; env?: string | undefined; state?: string | undefined },
  work: (operator: OperatorEnvironment) => Promise<void>,
): Promise<void> {
  const { name } = environmentConfig(options.env ?? options.context.replace(/^env=/, ''));
  process.env.PARAMETER_PREFIX = `/risk/${name}`;
  if (name !== 'local') {
    const parameter = await readStackParameters(name);
    return work({ environment: name, parameter, progress: new Progress(), stateDirectory: undefined, ...tools() });
  }
  await withLocalCloud(readLocalSettings({ stateDirectory: options.state }), { joinsRunningCloud: true }, (session) => {
    const { parameter, progress, stateDirectory } = session;
    return work({ environment: name, parameter, progress, stateDirectory, ...tools() });
  });
}

const tools = () => ({ database: dataApi('risk_api_read'), identifyCaller });

async function identifyCaller(): Promise<string> {
  try {
    const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    if (Arn) return Arn;
  } catch (error) {
    throw new CallerUnknown(`AWS does not say who you are: ${(error as Error).message}`);
  }
  throw new CallerUnknown('AWS does not say who you are');
}
