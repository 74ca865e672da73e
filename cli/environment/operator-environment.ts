/**
 * Gives a command the environment it works on: the local cloud, joined or started for the command, or AWS with the
 * credentials of the operator.
 */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getDatabase, type Sql } from '../../lambdas/shared/aws/database.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import { CommandError } from '../terminal/command-error.ts';
import { Progress } from '../terminal/progress.ts';
import { resolveEnvironmentName } from './environment-options.ts';
import { type WhenStopped, withLocalCloud } from './local-session.ts';

/** AWS cannot identify the operator: credentials are missing or expired. */
export class CallerUnknown extends CommandError {}

export interface OperatorEnvironment {
  environment: EnvironmentName;
  /** A value that the deployed stacks publish, by name such as `workflow/training-arn`. */
  parameter: (name: string) => string;
  progress: Progress;
  /** The database through the Data API, as the role that reads what the API shows. */
  database: Sql;
  /** State folder of the local cloud; undefined on AWS. */
  stateDirectory: string | undefined;
  /** Whether the command has started the local cloud, and stops it. */
  ownsCloud: boolean;
  /**
   * ARN of the IAM identity that runs the command.
   * @throws {CallerUnknown} when AWS accepts no credentials
   */
  identifyCaller(): Promise<string>;
}

interface ChosenEnvironment {
  env: EnvironmentName | undefined;
  context: EnvironmentName | undefined;
  state: string | undefined;
}

/**
 * Runs `work` on the environment that the options name.
 * @param whenStopped what to do where the local cloud does not run; by default it starts with what it has
 */
export async function withEnvironment(
  options: ChosenEnvironment,
  work: (operator: OperatorEnvironment) => Promise<void>,
  whenStopped: WhenStopped = 'start',
): Promise<void> {
  const environment = resolveEnvironmentName(options);
  process.env.PARAMETER_PREFIX = `/risk/${environment}`;
  if (environment !== 'local') {
    const parameter = await readStackParameters(environment);
    const progress = new Progress();
    try {
      return await work({
        ...createAccess(environment),
        parameter,
        progress,
        stateDirectory: undefined,
        ownsCloud: false,
      });
    } catch (error) {
      progress.fail(); // a live line would keep the process running
      throw error;
    }
  }
  const settings = readLocalSettings({ stateDirectory: options.state });
  await withLocalCloud(
    settings,
    { joinsRunningCloud: true, whenStopped },
    ({ parameter, progress, stateDirectory, ownsCloud }) =>
      work({ ...createAccess(environment), parameter, progress, stateDirectory, ownsCloud }),
  );
}

/** Call it after the environment's variables are set, because the clients read them. */
const createAccess = (environment: EnvironmentName) => ({
  environment,
  database: getDatabase('risk_api_read'),
  identifyCaller,
});

async function identifyCaller(): Promise<string> {
  try {
    const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    if (Arn) return Arn;
  } catch (error) {
    throw new CallerUnknown(
      `AWS does not say who you are: ${(error as Error).message}; check AWS_PROFILE or the credentials`,
    );
  }
  throw new CallerUnknown('AWS does not say who you are: check AWS_PROFILE or the credentials');
}
