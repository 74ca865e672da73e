/** `npm run model`: shows the registered models and changes their lifecycle stages. */
import { join, resolve } from 'node:path';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { bundleModel, MAX_VALID_DAYS, parseDays } from '../models/bundle/bundle-model.ts';
import {
  applyModelRequest,
  type ModelChange,
  printModelChange,
  proposeModelChange,
  repairMlflow,
} from '../models/change-model.ts';
import { printGates, proposeGates } from '../models/gates.ts';
import { printModel, printModels, printReports } from '../models/print-models.ts';
import { NoModelYet, readModel, readModelHistory, readModels, resolveVersion } from '../models/read-models.ts';
import { saveModelReports } from '../models/save-reports.ts';
import { actingPersonOption } from '../requests/acting-person.ts';
import { printNextStep, printRequest } from '../requests/print-requests.ts';
import { requireReason } from '../requests/reason.ts';
import type { RequestRow } from '../requests/requests.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';

const USAGE =
  'npm run model -- list | show [VERSION] | promote VERSION --why "…" | rollback [VERSION] --why "…" | repair | gates [--file FILE --why "…"] | bundle [VERSION] [--out DIR]';
const ACTIONS = ['list', 'show', 'promote', 'rollback', 'repair', 'gates', 'bundle'] as const;
type Action = (typeof ACTIONS)[number];

export const modelCommand = defineCommand({
  name: 'model',
  summary: 'shows the registered models, proposes changes of the champion and of the gates, and writes bundles',
  description:
    'list prints every model with its lifecycle stage and figures; show one model with its figures, gates and history, and where its validation report and model card are saved (on AWS with --open or --to); promote proposes a model as champion, rollback a former champion; the change is made only when another person has approved it (npm run requests). rollback --emergency is made at once, alarms people, and another person reviews it afterwards. gates prints the promotion gates in force, and with --file proposes others. repair writes the aliases and tags of MLflow again from the database. bundle writes the signed folder with which a version scores without a network (docs/edge.md). A change is served within half a minute, without a deploy. docs/models.md explains stages and gates.',
  positionals: {
    '[action]': `${ACTIONS.join(', ')} (default: list)`,
    '[version]':
      'version of the model, or its beginning; show and bundle take the champion without it, rollback the champion before the present one',
  },
  options: {
    why: {
      value: 'TEXT',
      description: 'reason of a proposal, 10 to 1000 characters, stored in the audit; required there',
    },
    emergency: { description: 'rollback: at once, without an approval' },
    ...actingPersonOption,
    file: { value: 'FILE', path: 'file to read', description: 'gates: JSON file with the proposed gates' },
    open: { description: 'show: open the validation report in the browser' },
    to: {
      value: 'DIR',
      path: 'folder to write',
      description: 'show: folder for validation report and model card (default: reports in the state folder)',
    },
    'despite-gates': { description: 'propose a model also where a gate rejected it' },
    out: { value: 'DIR', path: 'folder to write', description: 'bundle: folder (default: risk-bundle-VERSION)' },
    policy: { value: 'VERSION', description: 'bundle: an approved policy (default: the default policy in force)' },
    days: {
      value: 'N',
      default: '30',
      parse: parseDays,
      description: `bundle: days that it is valid, 1 to ${MAX_VALID_DAYS}`,
    },
    ...environmentOptions,
  },
  examples: {
    'npm run model -- show': 'the champion',
    'npm run model -- show 20261123 --open': 'a model, with its validation report in the browser',
    'npm run model -- promote 20261123 --why "better on the new product"': 'proposes the model as champion',
    'npm run model -- bundle 20261123 --out bundle': 'the folder with which that version scores offline',
    'npm run model -- rollback --emergency --why "approves too many of segment C" --env prod':
      'the champion before it, in production and at once',
  },
  exitCodes: { 1: 'failed, or the change was refused', ...LOCAL_EXIT_CODES },
  async run(
    { why, as, open, to, file, emergency, 'despite-gates': despiteGates, out, policy, days, ...chosen },
    positionals,
  ) {
    const [action, version] = parseAction(positionals);
    const isProposal = action === 'promote' || action === 'rollback' || (action === 'gates' && file !== undefined);
    const reason = isProposal ? requireReason(action, why) : '';
    if (emergency && action !== 'rollback') throw new InvalidOptions('--emergency is for a rollback');
    await withEnvironment(chosen, async (operator) => {
      if (action === 'list') return listModels(operator);
      if (action === 'show') return showModel(operator, version, { open, to });
      if (action === 'bundle') return bundleModel(operator, { version, out, policy, valid_days: days });
      if (action === 'repair') return printModelChange(await repairMlflow(operator));
      if (action === 'gates' && file === undefined) return printGates();
      if (action === 'gates') return printProposal(await proposeGates(operator, { file: file ?? '', why: reason, as }));
      const change = { action, version, why: reason, as, despiteGates, isEmergency: emergency };
      await changeChampion(operator, change);
    });
  },
});

async function changeChampion(operator: OperatorEnvironment, change: ModelChange): Promise<void> {
  const request = await proposeModelChange(operator, change);
  if (request.is_emergency) printModelChange(await applyModelRequest(operator, request.request_id));
  printProposal(request);
}

function printProposal(request: RequestRow): void {
  printRequest(request);
  printNextStep(request);
}

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
