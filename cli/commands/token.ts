/** `npm run token`: prints an access token of the API, of a machine client or of a person who signs in. */

import { fetchPersonToken, fetchToken, MACHINE_CLIENTS, type MachineClient } from '../environment/access-token.ts';
import {
  chooseStateFolder,
  environmentOptions,
  LOCAL_EXIT_CODES,
  resolveEnvironmentName,
} from '../environment/environment-options.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

export const tokenCommand = defineCommand({
  name: 'token',
  summary: 'prints an access token of the API',
  description:
    'Prints an access token for curl and other tools: of a machine client (client credentials), or of a person who signs in with a browser (authorisation code with PKCE). Only the token goes to stdout. A token is valid for an hour, the token of a person for 15 minutes; prod has none for a person.',
  options: {
    client: {
      value: 'NAME',
      description: `machine client: ${MACHINE_CLIENTS.join(' or ')}, which has the higher rate limit (default: demo on the local cloud, which alone has it; else service)`,
      parse: parseClient,
    },
    person: { description: 'a token of the person who signs in, who may override decisions; prints the address' },
    scope: {
      value: 'SCOPE',
      description: 'only this scope, such as risk/read; may be repeated (default: every scope)',
      isRepeatable: true,
    },
    ...environmentOptions,
  },
  examples: {
    'npm run -s token': 'a token of the local demo client, with every scope, for $(…) in a shell',
    'npm run -s token -- --person': 'a token of a person',
    'npm run -s token -- --env dev --scope risk/read': 'a token of dev that may only read',
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ client, person, scope: scopes, state, ...chosen }) {
    chooseStateFolder(state);
    const environment = resolveEnvironmentName(chosen);
    const request = { environment, scopes };
    console.log(
      await (person ? fetchPersonToken({ ...request, visit: printSignInAddress }) : fetchToken({ ...request, client })),
    );
  },
});

/** On standard error, so that standard output is the token only. */
function printSignInAddress(address: string): void {
  console.error(`Sign in here, then come back:\n\n  ${address}\n`);
}

function parseClient(name: string): MachineClient {
  const client = MACHINE_CLIENTS.find((value) => value === name);
  if (client) return client;
  throw new InvalidOptions(`there is no client ${name}; there are ${MACHINE_CLIENTS.join(' and ')}`);
}

if (import.meta.main) await runCommand(tokenCommand);
