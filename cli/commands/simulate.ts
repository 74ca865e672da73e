/** `npm run simulate`: decides stored decisions again with another policy or model, and shows what would change. */
import { writeFileSync } from 'node:fs';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { actingPersonOption, identifyActingPerson } from '../requests/acting-person.ts';
import { printSimulation } from '../simulations/print-simulation.ts';
import { buildSimulationRequest, runSimulation } from '../simulations/simulate.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { parseDay } from '../terminal/parse-values.ts';

export const simulateCommand = defineCommand({
  name: 'simulate',
  summary: 'shows what another policy or model would have decided',
  description:
    'Decides the stored decisions of a period, or of a scored file, again with a policy, a model or both, and compares them with the active policies: rates, expected loss and return, realised defaults, who is swapped in and out, fairness, work for underwriters. Changes no decision. Outcomes that nobody knows are bounded, never guessed.',
  options: {
    policy: { value: 'VERSION', description: 'stored policy, drafts included' },
    document: { value: 'FILE', path: 'file to read', description: 'policy document that is not stored, JSON' },
    model: { value: 'VERSION', description: 'model that scores again (default: the stored PDs)' },
    segment: { value: 'FEATURE=VALUE', description: 'only these applications, for example purpose=car' },
    from: { value: 'DATE', description: 'first as-of day', parse: (text: string) => parseDay('from', text) },
    to: { value: 'DATE', description: 'last as-of day, included', parse: (text: string) => parseDay('to', text) },
    batch: { value: 'ID', description: 'a scored file instead of a period' },
    out: { value: 'FILE', path: 'file to write', description: 'writes the whole result as JSON too' },
    ...actingPersonOption,
    ...environmentOptions,
  },
  examples: {
    'npm run simulate -- --policy 2026-11-01 --from 2005-09-01 --to 2005-12-31': 'an earlier policy, on the sample',
    'npm run simulate -- --document draft.json --segment purpose=car --from 2026-09-01 --to 2026-11-30 --env prod':
      'a draft for cars, in production',
  },
  exitCodes: { 1: 'failed, or nothing was simulated', ...LOCAL_EXIT_CODES },
  async run({ as, out, policy, document, model, segment, from, to, batch, ...chosen }) {
    const request = buildSimulationRequest({ policy, document, model, segment, from, to, batch });
    await withEnvironment(chosen, async (operator) => {
      operator.progress.printSection('Simulation');
      const simulation = await runSimulation(operator, request, await identifyActingPerson(operator, as));
      if (!simulation.result) {
        console.log(`\n  nothing was simulated: ${simulation.problem}`);
        process.exitCode = 1;
        return;
      }
      printSimulation(simulation.result, await readCurrency(operator));
      if (out) writeFileSync(out, `${JSON.stringify(simulation, null, 2)}\n`);
    });
  },
});

/** The currency of the deployment; null where no delivery names one. */
async function readCurrency({ database }: OperatorEnvironment): Promise<string | null> {
  const [row] = await database.query<{ currency: string | null }>(readSqlFile('cli/journey/find_currency.sql'));
  return row?.currency ?? null;
}

if (import.meta.main) await runCommand(simulateCommand);
