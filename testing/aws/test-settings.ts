/** Chooses what a local cloud of a test runs on: free ports, and a state folder of its own. */
import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findFreePort } from '../../cli/local/settings/ports.ts';
import { PORTS, SIGN_IN_PORT } from '../../cli/local/settings/read-ports.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Chooses a free port for every part of the local cloud, by its variable RISK_PORT_*. */
export async function chooseFreePorts(): Promise<Record<string, string>> {
  const entries = [...Object.values(PORTS), SIGN_IN_PORT].map(
    async ({ variable }) => [variable, String(await findFreePort())] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Creates a folder inside the repository, as `.local` is, because folders above a Lambda's code affect how it loads. */
export function createStateDirectory(): string {
  return mkdtempSync(join(ROOT, '.local-test-'));
}
