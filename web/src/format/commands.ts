/** Writes commands for a terminal. */

/** `npm run train` → `npm run train -- --env prod`. Without `--env` a command takes the local cloud. */
export function addEnvironment(command: string, environment: string | undefined): string {
  if (environment === undefined || environment === 'local') return command;
  return command.includes(' -- ') ? `${command} --env ${environment}` : `${command} -- --env ${environment}`;
}
