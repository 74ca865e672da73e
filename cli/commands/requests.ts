/** `npm run requests`: lists proposed changes, and approves, rejects, withdraws or reviews one. */
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { applyModelRequest, printModelChange } from '../models/change-model.ts';
import { applyRoles, printRoles } from '../people/apply-roles.ts';
import { actingPersonOption, identifyActingPerson } from '../requests/acting-person.ts';
import { printNextStep, printRequest, printRequests } from '../requests/print-requests.ts';
import { requireReason } from '../requests/reason.ts';
import {
  findRequest,
  listRequests,
  openRequests,
  type RequestRow,
  type RequestStep,
  takeRequestStep,
} from '../requests/requests.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

const USAGE = 'npm run requests -- list [--all] | show ID | approve|reject|withdraw|review ID --why "…" | apply ID';
const STEPS = ['approve', 'reject', 'withdraw', 'review'] as const;
const ACTIONS = ['list', 'show', ...STEPS, 'apply'] as const;
type Action = (typeof ACTIONS)[number];

export const requestsCommand = defineCommand({
  name: 'requests',
  summary: 'lists proposed changes, and approves, rejects, withdraws or reviews one',
  description:
    'A change of a policy, of the champion, of the gates, of an experiment or of a role is proposed by one person and approved by another. list prints the requests that wait for somebody; show prints one; approve makes the change; reject ends the request without it; withdraw ends one of your own; review stores what you found about an emergency rollback that another person made; apply tries again to make an approved change of the champion or of roles that failed. Nobody approves what they proposed.',
  positionals: {
    '[action]': `${ACTIONS.join(', ')} (default: list)`,
    '[id]': 'id of the request, or its beginning',
  },
  options: {
    why: {
      value: 'TEXT',
      description: 'reason of a decision, 10 to 1000 characters, stored in the audit; required there',
    },
    all: { description: 'list: also requests that wait for nobody, 100 at most' },
    ...actingPersonOption,
    ...environmentOptions,
  },
  examples: {
    'npm run requests': 'what waits for somebody',
    'npm run requests -- approve 0192b3c4-0000-7000-8000-000000000001 --why "agreed by the committee" --env prod':
      'makes the proposed change in production',
  },
  exitCodes: { 1: 'failed, or refused', ...LOCAL_EXIT_CODES },
  async run({ why, as, all, ...chosen }, positionals) {
    const [action, id] = parseAction(positionals);
    if (action === 'list')
      return withEnvironment(chosen, async () => printRequests(await listRequests(openRequests(), all)));
    if (action === 'show') return withEnvironment(chosen, () => showRequest(id));
    if (action === 'apply') return withEnvironment(chosen, (operator) => applyAgain(operator, id));
    const reason = requireReason(action, why);
    await withEnvironment(chosen, (operator) => decide(operator, action, { id, why: reason, as }));
  },
});

function parseAction([name = 'list', id = '']: string[]): [Action, string] {
  const action = ACTIONS.find((value) => value === name);
  if (!action) throw new InvalidOptions(USAGE);
  if (action !== 'list' && !id) throw new InvalidOptions(`${action} needs the ID of a request: ${USAGE}`);
  return [action, id];
}

async function showRequest(id: string): Promise<void> {
  const request = await findRequest(openRequests(), id);
  printRequest(request);
  printNextStep(request);
}

async function decide(
  operator: OperatorEnvironment,
  step: RequestStep,
  { id, why, as }: { id: string; why: string; as: string | undefined },
): Promise<void> {
  const database = openRequests();
  const found = await findRequest(database, id);
  const by = await identifyActingPerson(operator, as);
  const request = await takeRequestStep(database, step, { request: found, by, why });
  printRequest(request);
  if (request.state === 'approved') await applyChange(operator, request);
}

/** For an approval whose workflow failed or was never started. */
async function applyAgain(operator: OperatorEnvironment, id: string): Promise<void> {
  const request = await findRequest(openRequests(), id);
  if (request.kind !== 'role' && !isModelChange(request))
    throw new InvalidOptions('apply is for promotions and rollbacks of models, and for roles');
  await applyChange(operator, request);
}

/** What the database does not do by itself. */
async function applyChange(operator: OperatorEnvironment, request: RequestRow): Promise<void> {
  if (isModelChange(request)) printModelChange(await applyModelRequest(operator, request.request_id));
  if (request.kind === 'role') printRoles(await applyRoles(operator.parameter));
}

const isModelChange = ({ kind }: RequestRow): boolean => kind === 'model_promotion' || kind === 'model_rollback';

if (import.meta.main) await runCommand(requestsCommand);
