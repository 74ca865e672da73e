/** Settings of a local cloud for one test: free ports and a temporary state folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renewCredentials } from '../../../cli/local/settings/credentials.ts';
import { type LocalSettings, readLocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { findFreePort } from '../../../cli/local/settings/ports.ts';
import { PORTS } from '../../../cli/local/settings/read-ports.ts';

/** Characters that shells, addresses, Spark and SQL read as something else: a state folder may have any name. */
const ODD_NAME = 'risk-local $x "q` é😀 #?%41,[a] ';

/** Settings with a temporary state folder, which has a key, and ports that are free now. */
export async function testSettings(): Promise<LocalSettings> {
  const stateDirectory = await mkdtemp(join(tmpdir(), ODD_NAME));
  renewCredentials(stateDirectory);
  const variables = Object.values(PORTS).map(({ variable }) => variable);
  const ports = await Promise.all(variables.map(() => findFreePort()));
  return readLocalSettings({
    stateDirectory,
    environment: Object.fromEntries(variables.map((variable, index) => [variable, String(ports[index])])),
  });
}

/** Removes the state folder. */
export async function removeState(settings: LocalSettings): Promise<void> {
  await rm(settings.stateDirectory, { recursive: true, force: true });
}

/** Ends what hangs. What a test waits for takes seconds, also beside other work. */
const PATIENCE_SECONDS = 240;

/** Calls `ask` every 100 ms until its result passes. */
export async function until<T>(ask: () => Promise<T>, passes: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not there after ${PATIENCE_SECONDS} s: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
