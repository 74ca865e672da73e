/**
 * `npm run model:verify -- VERSION`: whether a registered model still is what was registered, and does what it did when
 * it was trained. Hashes of every file, parity of the graph in Node.js and in Python, and every figure computed again
 * from the stored predictions. Exit code 1 when a check fails.
 *
 *   VERSION      a version, several, or
 *   --all        every registered one
 *   --state DIR  the local cloud's state folder (default .local); it is started for the time where it does not run
 *   -c env=dev   AWS, with the caller's credentials
 */
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { environmentConfig } from '../../lib/config.ts';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { withLocalCloud } from '../environment/local-session.ts';
import { readLocalSettings } from '../local/settings.ts';
import { listRegisteredVersions, readRegistration, withModelFolder } from '../models/registrations.ts';
import { type ModelCheck, type Registration, verifyModel } from '../models/verify-model.ts';
import { command, InvalidOptions } from '../terminal/command.ts';

/** Reads the registry, and nothing that a customer could be told from. */
const ROLE = 'risk_training';

await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      state: { type: 'string' },
      context: { type: 'string', short: 'c' },
    },
  });
  if (values.all === positionals.length > 0) throw new InvalidOptions('name versions, or --all');
  const { name: environment } = environmentConfig(values.context?.replace(/^env=/, '') ?? 'local');
  const work = () => verify(environment, positionals);
  if (environment !== 'local') return work();
  await withLocalCloud(readLocalSettings({ stateDirectory: values.state }), { joinsRunningCloud: true }, work);
});

/** Verifies the named versions, or all where none is named, and prints what was found. */
async function verify(environment: string, named: readonly string[]): Promise<void> {
  process.env.PARAMETER_PREFIX = `/risk/${environment}`;
  const parameter = await readStackParameters(environment);
  const registry = getDatabase(ROLE);
  const bucket = parameter('model/bucket');
  const versions = named.length > 0 ? named : await listRegisteredVersions(registry);
  const registrations: Registration[] = [];
  for (const version of versions) registrations.push(await readRegistration(registry, version));
  let failed = 0;
  for (const registration of registrations) {
    const checks = await withModelFolder({ store: getObjectStore(), bucket }, registration.version, (folder) =>
      verifyModel(registration, folder),
    );
    print(registration, checks);
    if (checks.some(({ passed }) => !passed)) failed += 1;
  }
  console.log(`\n${summary(registrations.length, failed)}`);
  if (failed > 0) process.exitCode = 1;
}

function print({ version, kind }: Registration, checks: readonly ModelCheck[]): void {
  console.log(`\n${pc.bold(`Model ${version}`)} (${kind.replaceAll('_', ' ')})`);
  for (const { name, passed, detail } of checks) {
    console.log(`  ${passed ? pc.green('✓') : pc.red('✗')} ${name.padEnd(18)} ${detail}`);
  }
}

function summary(models: number, failed: number): string {
  if (models === 0) return 'No model is registered yet.';
  if (failed > 0) return pc.red(`${failed} of ${models} models are not what they were`);
  return pc.green(models === 1 ? 'The model is what it was' : `All ${models} models are what they were`);
}
