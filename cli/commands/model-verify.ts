/** `npm run model:verify`: checks registered models again: files, parity and every stored figure. */
import pc from 'picocolors';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { listRegisteredVersions, readRegistration, withModelFolder } from '../models/registrations.ts';
import { type ModelCheck, type ModelRecord, verifyModel } from '../models/verify-model.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { formatPlural } from '../terminal/format.ts';

/** Reads the registry, and no column that identifies a customer. */
const ROLE = 'risk_training';

export const modelVerifyCommand = defineCommand({
  name: 'model:verify',
  summary: 'checks that registered models are what they were',
  description:
    'Checks registered models again: the hash of every file, the parity of the graph in Node.js and in Python, and every figure, computed anew from the stored predictions.',
  positionals: { '[versions...]': 'versions to check; either these or --all' },
  options: {
    all: { description: 'check every registered model' },
    ...environmentOptions,
  },
  examples: {
    'npm run model:verify -- --all': 'every model of the local cloud',
    'npm run model:verify -- --all --env prod': 'every model of production',
  },
  exitCodes: { 0: 'every check passed', 1: 'a check failed, or could not be made', ...LOCAL_EXIT_CODES },
  async run({ all, ...chosen }, versions) {
    if (all === versions.length > 0) throw new InvalidOptions('name versions, or --all');
    await withEnvironment(chosen, ({ parameter }) => verifyVersions(versions, parameter('model/bucket')));
  },
});

/** Verifies the versions, or all where none is named, and prints the checks. */
async function verifyVersions(named: readonly string[], bucket: string): Promise<void> {
  const registry = getDatabase(ROLE);
  const versions = named.length > 0 ? named : await listRegisteredVersions(registry);
  const registrations: ModelRecord[] = [];
  for (const version of versions) registrations.push(await readRegistration(registry, version));
  let failed = 0;
  for (const registration of registrations) {
    const checks = await withModelFolder({ store: getObjectStore(), bucket }, registration.version, (folder) =>
      verifyModel(registration, folder),
    );
    printChecks(registration, checks);
    if (checks.some(({ passed }) => !passed)) failed += 1;
  }
  console.log(`\n${summarise(registrations.length, failed)}`);
  if (failed > 0) process.exitCode = 1;
}

function printChecks({ version, kind }: ModelRecord, checks: readonly ModelCheck[]): void {
  console.log(`\n${pc.bold(`Model ${version}`)} (${kind.replaceAll('_', ' ')})`);
  for (const { name, passed, detail } of checks) {
    console.log(`  ${passed ? pc.green('✓') : pc.red('✗')} ${name.padEnd(18)} ${detail}`);
  }
}

function summarise(models: number, failed: number): string {
  if (models === 0) return 'No model is registered yet.';
  if (failed > 0)
    return pc.red(
      `${failed} of ${formatPlural(models, 'model')} ${failed === 1 ? 'is not what it was' : 'are not what they were'}`,
    );
  return pc.green(
    models === 1 ? 'The model is what it was' : `All ${formatPlural(models, 'model')} are what they were`,
  );
}

if (import.meta.main) await runCommand(modelVerifyCommand);
