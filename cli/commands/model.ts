/** `npm run model`: shows the registered models and changes their lifecycle stages. */
import { join, resolve } from 'node:path';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { printModelChange, promoteOrRollBack, repairMlflow } from '../models/change-model.ts';
import { printModel, printModels, printReports } from '../models/print-models.ts';
import { NoModelYet, readModel, readModelHistory, readModels, resolveVersion } from '../models/read-models.ts';
import { saveModelReports } from '../models/save-reports.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';

/** A change of the champion needs a reason for the audit. */
export class ReasonMissing extends CommandError {}

const USAGE =
  'npm run model -- list | show [VERSION] | promote VERSION --why "…" | rollback [VERSION] --why "…" | repair';
const ACTIONS = ['list', 'show', 'promote', 'rollback', 'repair'] as const;
type Action = (typeof ACTIONS)[number];

export const modelCommand = defineCommand({
  name: 'model',
  summary: 'shows the registered models and changes their lifecycle stages',
  description:
    'list prints every model with its lifecycle stage and figures; show one model with its figures, gates and history, and where its validation report and model card are saved (on AWS with --open or --to); promote makes a model champion; rollback makes a former champion the champion again; repair writes the aliases and tags of MLflow again from the database. A change is served within half a minute, without a deploy. docs/models.md explains stages and gates.',
  positionals: {
    '[action]': `${ACTIONS.join(', ')} (default: list)`,
    '[version]':
      'version of the model, or its beginning; show takes the champion without it, rollback the champion before the present one',
  },
  options: {
    why: { value: 'TEXT', description: 'reason of a promote or rollback, stored in the audit; required there' },
    as: { value: 'NAME', description: 'on whose behalf, for the audit (default: the IAM identity, stored anyway)' },
    open: { description: 'show: open the validation report in the browser' },
    to: {
      value: 'DIR',
      path: 'folder to write',
      description: 'show: folder for validation report and model card (default: reports in the state folder)',
    },
    'despite-gates': { description: 'promote a model also where a gate rejected it' },
    ...environmentOptions,
  },
  examples: {
    'npm run model -- show': 'the champion',
    'npm run model -- show 20261123 --open': 'a model, with its validation report in the browser',
    'npm run model -- promote 20261123 --why "better on the new product"': 'makes the model champion',
    'npm run model -- rollback --why "approves too many of segment C" --env prod':
      'the champion before it, in production',
  },
  exitCodes: { 1: 'failed, or the change was refused', ...LOCAL_EXIT_CODES },
  async run({ why, as, open, to, 'despite-gates': despiteGates, ...chosen }, positionals) {
    const [action, version] = parseAction(positionals);
    const reason = why?.trim();
    if ((action === 'promote' || action === 'rollback') && !reason) {
      throw new ReasonMissing(`${action} needs --why "…": it is what the audit keeps`);
    }
    await withEnvironment(chosen, async (operator) => {
      if (action === 'list') return listModels(operator);
      if (action === 'show') return showModel(operator, version, { open, to });
      if (action === 'repair') return printModelChange(await repairMlflow(operator));
      const change = { action, version, why: reason ?? '', actor: as?.trim(), despiteGates };
      printModelChange(await promoteOrRollBack(operator, change));
    });
  },
});

function parseAction([name = 'list', version]: string[]): [Action, string | undefined] {
  const action = ACTIONS.find((value) => value === name);
  if (!action) throw new InvalidOptions(USAGE);
  if (action === 'promote' && !version) throw new InvalidOptions(`promote needs a VERSION: ${USAGE}`);
  return [action, version];
}

async function listModels({ database }: OperatorEnvironment): Promise<void> {
  const models = await readModels(database);
  if (models.length === 0) throw new NoModelYet();
  printModels(models);
}

async function showModel(
  { database, parameter, stateDirectory }: OperatorEnvironment,
  version: string | undefined,
  { open, to }: { open: boolean; to: string | undefined },
): Promise<void> {
  const model = await readModel(database, version && (await resolveVersion(database, version)));
  printModel(model, await readModelHistory(database, model.version));
  // On AWS the bucket needs a right of its own, so that it is read only where a report is wanted.
  if (!stateDirectory && !open && !to) return;
  const folder = resolve(to ?? (stateDirectory ? join(stateDirectory, 'reports') : '.'));
  const source = { store: getObjectStore(), bucket: parameter('model/bucket') };
  const saved = await saveModelReports(source, model, folder);
  printReports(saved);
  if (open && saved[0]) openInBrowser(saved[0].path);
}

if (import.meta.main) await runCommand(modelCommand);
