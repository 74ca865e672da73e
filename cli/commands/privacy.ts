/** `npm run privacy`: enters, handles and ends what persons ask for about their data. */
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { printPrivacyRequest, printPrivacyRequests } from '../privacy/print-privacy-requests.ts';
import {
  changeRequest,
  handleNewRequest,
  handleRequest,
  listRequests,
  readRequest,
} from '../privacy/privacy-requests.ts';
import { savePackage } from '../privacy/save-package.ts';
import { actingPersonOption, identifyActingPerson } from '../requests/acting-person.ts';
import { requireReason } from '../requests/reason.ts';
import { askConfirmation, hasTerminal } from '../terminal/ask-confirmation.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { parseTime } from '../terminal/parse-values.ts';

const USAGE =
  'npm run privacy -- requests [--all] | access|erase CUSTOMER_ID --why "…" | show|start ID | extend ID --due TIME --why "…" | refuse|complete ID --why "…"';
const KINDS = { access: 'access', erase: 'erasure' } as const;
const ENDS = { refuse: 'refused', complete: 'completed' } as const;

interface Choice {
  action: string;
  /** Of a customer, or of a request. */
  id: string;
  why: string | undefined;
  scores: boolean;
  due: string | undefined;
  out: string | undefined;
}

export const privacyCommand = defineCommand({
  name: 'privacy',
  summary: 'handles what persons ask for about their data: access, erasure, deadlines',
  description:
    'access gathers everything that is stored of a customer, personal data opened, and saves it as JSON and as a page; erase deletes the keys, rows and files of a customer, and keeps the scores without --scores, because they are evidence. Both are entered as a request with its deadline and handled at once; requests lists those that wait, show prints one, start handles one that was entered in the dashboard, extend moves its deadline, refuse and complete end it. docs/privacy.md says what is found and erased.',
  positionals: {
    '[action]': 'requests (default), access, erase, show, start, extend, refuse or complete',
    '[id]': 'id of the customer for access and erase, else of the request',
  },
  options: {
    why: { value: 'TEXT', description: 'how the person asked and was identified, or why; 10 to 1000 characters' },
    scores: { description: 'erase: also scores and cases, which are evidence' },
    due: {
      value: 'TIME',
      description: 'extend: the new deadline',
      parse: (text: string) => parseTime(text).toISOString(),
    },
    out: { value: 'DIR', path: 'folder to write', description: 'access: where the package is saved' },
    all: { description: 'requests: also those that have ended, 100 at most' },
    yes: { description: 'erase without a question' },
    ...actingPersonOption,
    ...environmentOptions,
  },
  examples: {
    'npm run privacy -- access c4711 --why "letter of 3 May, passport seen" --out c4711 --env prod':
      'saves everything that is stored of the customer c4711',
    'npm run privacy': 'what waits, with its deadline',
  },
  exitCodes: { 1: 'failed, or refused', ...LOCAL_EXIT_CODES },
  async run(
    { as, all = false, yes = false, why, scores = false, due, out, ...chosen },
    [action = 'requests', id = ''],
  ) {
    const choice = { action, id, why, scores, due, out };
    checkChoice(choice);
    if (action === 'erase' && !yes && !(await confirmErasure(id))) return console.log('Nothing was erased.');
    await withEnvironment(chosen, async (operator) => {
      const by = await identifyActingPerson(operator, as);
      if (action === 'requests') return printPrivacyRequests(await listRequests(by, all));
      await act(operator, by, choice);
    });
  },
});

/** @throws {InvalidOptions} when the action is none, or lacks what it needs */
function checkChoice({ action, id, why, due, out }: Choice): void {
  const needsReason = action in KINDS || action in ENDS || action === 'extend';
  if (!needsReason && !['requests', 'show', 'start'].includes(action)) throw new InvalidOptions(USAGE);
  if (action !== 'requests' && !id) throw new InvalidOptions(`${action} needs an id: ${USAGE}`);
  if (action === 'extend' && !due) throw new InvalidOptions(`extend needs --due: ${USAGE}`);
  if (action === 'access' && !out) throw new InvalidOptions(`access needs --out, a folder for the package: ${USAGE}`);
  if (needsReason) requireReason(action, why);
}

async function act(operator: OperatorEnvironment, by: string, { action, id, why = '', scores, due, out }: Choice) {
  const kind = KINDS[action as keyof typeof KINDS];
  const end = ENDS[action as keyof typeof ENDS];
  if (kind) {
    operator.progress.printSection(kind === 'access' ? 'Access' : 'Erasure');
    const body = { kind, customer_id: id, why, ...(scores && { erase_scores: true }) };
    const request = await handleNewRequest(operator, by, body);
    printPrivacyRequest(request);
    if (kind === 'access' && out)
      for (const path of await savePackage(operator, request.request_id, out)) console.log(path);
    return;
  }
  if (end) return printPrivacyRequest(await changeRequest(by, id, { step: end, why }));
  if (due) return printPrivacyRequest(await changeRequest(by, id, { step: 'extend', due_at: due, why }));
  printPrivacyRequest(action === 'start' ? await handleRequest(operator, by, id) : await readRequest(by, id));
}

/** An erasure cannot be taken back, not even from a backup. */
async function confirmErasure(customerId: string): Promise<boolean> {
  if (!hasTerminal()) {
    throw new InvalidOptions(`erasing ${customerId} cannot be undone: give --yes, because nobody can be asked here`);
  }
  return askConfirmation(`Erasing the customer ${customerId} cannot be undone.`, customerId);
}

if (import.meta.main) await runCommand(privacyCommand);
