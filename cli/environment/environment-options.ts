/** Options by which a command names its environment: `--env`, `-c env=NAME` and `--state`. */
import { resolve } from 'node:path';
import type { EnvironmentName } from '../../lib/config.ts';
import { Environment } from '../../lib/config-schema.ts';
import { STATE_VARIABLE } from '../local/settings/local-settings.ts';
import { InvalidOptions } from '../terminal/command.ts';
import { NOT_RUNNING } from '../terminal/command-error.ts';

/** For commands that work on the local cloud and on AWS. */
export const environmentNameOptions = {
  env: {
    value: 'NAME',
    description: 'environment: local, dev or prod; AWS with the credentials of your shell (default: local)',
    parse: parseEnvironmentName,
  },
  context: {
    value: 'env=NAME',
    short: 'c',
    description: 'the same as --env, as the CDK spells it',
    parse: (text: string) => parseEnvironmentName(text.replace(/^env=/, '')),
  },
} as const;

/** For commands that read or start the local cloud. */
export const stateOption = {
  state: { value: 'DIR', path: 'folder to write', description: 'state folder of the local cloud (default: .local)' },
} as const;

/** For commands that use the deployed stacks. docs/local-cloud.md says which of them start the local cloud. */
export const environmentOptions = { ...environmentNameOptions, ...stateOption } as const;

/** Exit code of a command that starts no local cloud, or none without what an earlier start has left. */
export const LOCAL_EXIT_CODES = {
  [NOT_RUNNING]: 'the local cloud does not run, or was never started in the state folder; nothing was started',
} as const;

/** Makes this process use the local cloud of a state folder, whose key it needs; without one that of RISK_LOCAL_STATE. */
export function chooseStateFolder(stateDirectory: string | undefined): void {
  if (stateDirectory) process.env[STATE_VARIABLE] = resolve(stateDirectory);
}

/** The environment that the options name; `--env` before `-c`. */
export function resolveEnvironmentName(values: {
  env?: EnvironmentName | undefined;
  context?: EnvironmentName | undefined;
}): EnvironmentName {
  return values.env ?? values.context ?? 'local';
}

function parseEnvironmentName(text: string): EnvironmentName {
  const { data } = Environment.shape.name.safeParse(text);
  if (data) return data;
  throw new InvalidOptions(`there is no environment ${text}; there are local, dev and prod`);
}
