/**
 * `npm run model`: the registered models and their life cycle. docs/models.md explains stages and gates.
 *
 *   list                              every model with its stage and figures
 *   show [VERSION]                    one model (default: the champion): figures, gates, who moved it and why
 *   promote VERSION --why "…"         makes it champion; --despite-gates also when a gate rejected it
 *   rollback [VERSION] --why "…"      back to the champion before the present one, or to this one
 *   repair                            writes MLflow's aliases and tags again from the database
 *
 *   --as NAME       on whose behalf, for the audit (default: the IAM identity of the command, which is kept anyway)
 *   -c env=NAME     the environment (default local); --state DIR: the local cloud's folder (default .local)
 *
 * A version may be given by its beginning. A change is served within half a minute, without a deploy.
 */
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import type { LifecycleChangeResult } from '../../lambdas/training/registry/change-lifecycle-stage.ts';
import { environmentOptions, type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { runTimed } from '../journey/timed-workflow.ts';
import { printModel, printModels } from '../models/print-models.ts';
import { NoModelYet, readModel, readModelHistory, readModels, resolveVersion } from '../models/read-models.ts';
import { command, InvalidOptions } from '../terminal/command.ts';

const USAGE =
  'npm run model -- list | show [VERSION] | promote VERSION --why "…" | rollback [VERSION] --why "…" | repair';

interface Given {
  version: string | undefined;
  why: string | undefined;
  as: string | undefined;
  despiteGates: boolean;
}

const CHANGES = ['promote', 'rollback', 'repair'];
const COMMANDS = ['list', 'show', ...CHANGES];
const DONE: ReadonlySet<string> = new Set(['champion', 'rolled_back', 'followed', 'already_champion']);

await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...environmentOptions,
      why: { type: 'string' },
      as: { type: 'string' },
      'despite-gates': { type: 'boolean', default: false },
    },
  });
  const [name = 'list', version] = positionals;
  const given = { version, why: values.why?.trim(), as: values.as?.trim(), despiteGates: values['despite-gates'] };
  refuse(name, positionals.length, given);
  await withEnvironment(values, (operator) => {
    if (name === 'list') return list(operator);
    return name === 'show' ? show(operator, given) : change(operator, name, given);
  });
});

function refuse(name: string, words: number, { version, why }: Given): void {
  if (!COMMANDS.includes(name) || words > 2) throw new InvalidOptions(USAGE);
  if (name === 'promote' && !version) throw new InvalidOptions(`promote needs a VERSION: ${USAGE}`);
  if ((name === 'promote' || name === 'rollback') && !why) {
    throw new InvalidOptions(`${name} needs --why "…": it is what the audit keeps`);
  }
}

async function list({ database }: OperatorEnvironment): Promise<void> {
  const models = await readModels(database);
  if (models.length === 0) throw new NoModelYet('no model is registered yet: npm start or npm run train makes one');
  printModels(models);
}

async function show({ database }: OperatorEnvironment, { version }: Given): Promise<void> {
  const model = await readModel(database, version && (await resolveVersion(database, version)));
  printModel(model, await readModelHistory(database, model.version));
}

async function change(
  operator: OperatorEnvironment,
  name: string,
  { version, why, as, despiteGates }: Given,
): Promise<void> {
  const { parameter, progress, database } = operator;
  const resolved = version && (await resolveVersion(database, version));
  const caller = await operator.identifyCaller();
  const input =
    name === 'repair'
      ? { action: 'follow' }
      : {
          ...{ action: name, why, actor: as || caller, caller, despite_gates: despiteGates },
          ...(resolved && { version: resolved }),
        };
  const { output } = await runTimed<LifecycleChangeResult>('model-lifecycle', input, { parameter, progress });
  const isDone = DONE.has(output.outcome);
  console.log(`\n  ${isDone ? pc.green(output.outcome) : pc.red(output.outcome)}: ${output.message}`);
  if (output.outcome === 'champion' || output.outcome === 'rolled_back') {
    console.log(`  ${pc.dim('Requests are scored with it within half a minute, batches from their next start.')}`);
  }
  if (!isDone) process.exitCode = 1;
}
