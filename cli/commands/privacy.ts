/** `npm run privacy`: enters, handles and ends what persons ask for about their data. */
import type { Correction } from '../../lambdas/prediction-api/contract/schemas/restrictions.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { parseCorrection } from '../privacy/parse-correction.ts';
import { printPrivacyRequest, printPrivacyRequests } from '../privacy/print-privacy-requests.ts';
import {
  changeRequest,
  handleNewRequest,
  handleRequest,
  listRequests,
  readRequest,
} from '../privacy/privacy-requests.ts';
import { liftRestrictions, printRetention } from '../privacy/restrictions.ts';
import { savePackage } from '../privacy/save-package.ts';
import { actingPersonOption, identifyActingPerson } from '../requests/acting-person.ts';
import { requireReason } from '../requests/reason.ts';
import { askConfirmation, hasTerminal } from '../terminal/ask-confirmation.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { formatPlural } from '../terminal/format.ts';
import { parseTime } from '../terminal/parse-values.ts';

const USAGE =
  'npm run privacy -- requests [--all] | access|erase|restrict|object|unrestrict|rectify CUSTOMER_ID --why "…" | retention | show|start ID | extend ID --due TIME --why "…" | refuse|complete ID --why "…"';
const KINDS = {
  access: 'access',
  erase: 'erasure',
  restrict: 'restriction',
  object: 'objection',
  rectify: 'rectification',
} as const;
const SECTIONS: Record<(typeof KINDS)[keyof typeof KINDS], string> = {
  ...{ access: 'Access', erasure: 'Erasure', restriction: 'Restriction', objection: 'Objection' },
  rectification: 'Rectification',
};
const ENDS = { refuse: 'refused', complete: 'completed' } as const;

interface Choice {
  action: string;
  /** Of a customer, or of a request. */
  id: string;
  why: string | undefined;
  scores: boolean;
  due: string | undefined;
  out: string | undefined;
  correct: Correction[] | undefined;
}

export const privacyCommand = defineCommand({
  name: 'privacy',
  summary: 'handles what persons ask for about their data: access, correction, restriction, erasure, deadlines',
  description:
    'access gathers everything that is stored of a customer, personal data opened, and saves it as JSON and as a page; erase deletes the keys, rows and files of a customer, and keeps the scores without --scores, because they are evidence; restrict and object keep a customer from being scored, and unrestrict lifts that; rectify corrects delivered values until the lender delivers them. All of these but unrestrict are entered as a request with its deadline and handled at once; requests lists those that wait, show prints one, start handles one that was entered in the dashboard, extend moves its deadline, refuse and complete end it. retention prints what is deleted when, and what the newest run deleted. docs/privacy.md and docs/retention.md say what is found, erased, restricted and kept.',
  positionals: {
    '[action]':
      'requests (default), access, erase, restrict, object, unrestrict, rectify, retention, show, start, extend, refuse or complete',
    '[id]': 'id of the customer from access to rectify, else of the request',
  },
  options: {
    why: { value: 'TEXT', description: 'how the person asked and was identified, or why; 10 to 1000 characters' },
    scores: { description: 'erase: also scores and cases, which are evidence' },
    correct: {
      value: 'VALUE',
      isRepeatable: true,
      description: 'rectify: TABLE.COLUMN=VALUE, or TABLE[ROW].COLUMN=VALUE; an empty value is unknown',
      parse: parseCorrection,
    },
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
    'npm run privacy -- rectify c4711 --correct customers.annual_income=52000 --why "payslip of May seen" --env prod':
      'corrects the income of c4711 until the lender delivers it',
    'npm run privacy': 'what waits, with its deadline',
  },
  exitCodes: { 1: 'failed, or refused', ...LOCAL_EXIT_CODES },
  async run(
    { as, all = false, yes = false, why, scores = false, due, out, correct, ...chosen },
    [action = 'requests', id = ''],
  ) {
    const choice = { action, id, why, scores, due, out, correct };
    checkChoice(choice);
    if (action === 'erase' && !yes && !(await confirmErasure(id))) return console.log('Nothing was erased.');
    await withEnvironment(chosen, async (operator) => {
      const by = await identifyActingPerson(operator, as);
      if (action === 'retention') return printRetention();
      if (action === 'requests') return printPrivacyRequests(await listRequests(by, all));
      await act(operator, by, choice);
    });
  },
});

/** @throws {InvalidOptions} when the action is none, or lacks what it needs */
function checkChoice({ action, id, why, due, out, correct }: Choice): void {
  const needsReason = action in KINDS || action in ENDS || ['extend', 'unrestrict'].includes(action);
  if (!needsReason && !['requests', 'retention', 'show', 'start'].includes(action)) throw new InvalidOptions(USAGE);
  if (!['requests', 'retention'].includes(action) && !id) throw new InvalidOptions(`${action} needs an id: ${USAGE}`);
  if (action === 'extend' && !due) throw new InvalidOptions(`extend needs --due: ${USAGE}`);
  if (action === 'access' && !out) throw new InvalidOptions(`access needs --out, a folder for the package: ${USAGE}`);
  if ((action === 'rectify') !== (correct !== undefined)) throw new InvalidOptions(`rectify needs --correct: ${USAGE}`);
  if (needsReason) requireReason(action, why);
}

async function act(
  operator: OperatorEnvironment,
  by: string,
  { action, id, why = '', scores, due, out, correct }: Choice,
) {
  const kind = KINDS[action as keyof typeof KINDS];
  const end = ENDS[action as keyof typeof ENDS];
  if (kind) {
    operator.progress.printSection(SECTIONS[kind]);
    const body = {
      ...{ kind, customer_id: id, why },
      ...(scores && { erase_scores: true }),
      ...(correct && { corrections: correct }),
    };
    const request = await handleNewRequest(operator, by, body);
    printPrivacyRequest(request);
    if (kind === 'access' && out)
      for (const path of await savePackage(operator, request.request_id, out)) console.log(path);
    return;
  }
  if (action === 'unrestrict') return printLifted(await liftRestrictions(by, id, why));
  if (end) return printPrivacyRequest(await changeRequest(by, id, { step: end, why }));
  if (due) return printPrivacyRequest(await changeRequest(by, id, { step: 'extend', due_at: due, why }));
  printPrivacyRequest(action === 'start' ? await handleRequest(operator, by, id) : await readRequest(by, id));
}

const printLifted = (lifted: number): void =>
  console.log(lifted === 0 ? 'No restriction of the customer holds' : `${formatPlural(lifted, 'restriction')} lifted`);

/** An erasure cannot be taken back, not even from a backup. */
async function confirmErasure(customerId: string): Promise<boolean> {
  if (!hasTerminal()) {
    throw new InvalidOptions(`erasing ${customerId} cannot be undone: give --yes, because nobody can be asked here`);
  }
  return askConfirmation(`Erasing the customer ${customerId} cannot be undone.`, customerId);
}

if (import.meta.main) await runCommand(privacyCommand);
