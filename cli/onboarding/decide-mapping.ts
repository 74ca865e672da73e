/** Finds the mapping of raw files: proposes, asks a person what cannot be known, and proposes again with the answers. */
import type { Proposal, Question } from '../../lambdas/onboarding/contract/profile.ts';
import { RawFileRefused } from '../../lambdas/onboarding/contract/refusals.ts';
import { parseTarget } from '../../lambdas/onboarding/proposal/parse-target.ts';
import { proposeMapping } from '../../lambdas/onboarding/proposal/propose-mapping.ts';
import type { Terminal } from '../terminal/ask-confirmation.ts';
import { formatText } from '../terminal/format-text.ts';
import { keepAnswers } from './answers-file.ts';
import { askQuestion } from './ask-questions.ts';
import { isOpenQuestion, requireKnownAnswers } from './check-answers.ts';
import { formatAnswerOption } from './onboarding-options.ts';
import { describeRefusal } from './raw-file-errors.ts';
import type { ReadFiles } from './read-raw-files.ts';

type AnswerTexts = Record<string, string>;

export interface MappingDecision {
  name: string;
  /** Day of today, YYYY-MM-DD: later dates are in the future. */
  today: string;
  /** Answers of the options, by question id. */
  answers: Readonly<AnswerTexts>;
  /** Those of --answer among them. */
  otherAnswers: readonly (readonly [id: string, text: string])[];
  /** Answers of an earlier run about the same files. */
  keptAnswers: Readonly<AnswerTexts>;
  /** Where a person answers; undefined: nobody can be asked. */
  terminal: Terminal | undefined;
  /** Takes every proposal that is safe. */
  takesProposals: boolean;
  /** Folder and files of the kept answers. */
  out: string;
  files: readonly string[];
  /** Shows a proposal before its questions are asked. */
  print: (proposal: Proposal) => void;
}

/**
 * Returns a proposal without open questions.
 * @throws {RawFileRefused} when the files are refused, or a question has no safe proposal and nobody can be asked
 * @throws {Interrupted} when the person stops; the answers are kept
 */
export async function decideMapping(read: ReadFiles, decision: MappingDecision): Promise<Proposal> {
  const { name, today, terminal, out, files } = decision;
  const propose = (answers: AnswerTexts) =>
    proposeMapping(read.tables, read.profiles, { name, answers: { answers, columns: [] }, today });
  if (decision.otherAnswers.length > 0) requireKnownAnswers((await propose({})).questions, decision.otherAnswers);
  const answers: AnswerTexts = { ...decision.keptAnswers, ...decision.answers };
  let proposal = await propose(answers).catch((error: unknown) => {
    if (!(error instanceof RawFileRefused) || Object.keys(decision.keptAnswers).length === 0) throw error;
    for (const id of Object.keys(decision.keptAnswers)) delete answers[id]; // the files have changed since
    return propose(Object.assign(answers, decision.answers));
  });
  decision.print(proposal);
  while (true) {
    const open = proposal.questions.filter(({ id }) => answers[id] === undefined);
    if (open.length === 0) return proposal;
    const keep = (given: AnswerTexts) => keepAnswers(out, files, { ...answers, ...given });
    const given = terminal ? await askAll(open, terminal, keep) : takeProposals(open, decision.takesProposals);
    let result = await findContradiction(propose({ ...answers, ...given }), terminal);
    if (typeof result === 'string') {
      // Which of them? The others stay, and that one is asked again.
      for (const [id, text] of Object.entries(given)) {
        result = await findContradiction(propose({ ...answers, [id]: text }), terminal);
        if (typeof result === 'string') terminal?.output.write(`\n  ${formatText(result)}\n`);
        else {
          answers[id] = text;
          proposal = result;
        }
      }
      keep({});
      continue;
    }
    proposal = result;
    Object.assign(answers, given);
  }
}

/** The new proposal; or what the files say against a person's answers, which can be given again. */
async function findContradiction(next: Promise<Proposal>, terminal: Terminal | undefined): Promise<Proposal | string> {
  try {
    const proposal = await next;
    const blocking = terminal && proposal.findings.find(({ blocks }) => blocks);
    return blocking ? blocking.text : proposal;
  } catch (error) {
    if (terminal && error instanceof RawFileRefused) return describeRefusal(error);
    throw error;
  }
}

async function askAll(
  questions: readonly Question[],
  terminal: Terminal,
  keep: (given: AnswerTexts) => void,
): Promise<AnswerTexts> {
  const given: AnswerTexts = {};
  for (const question of questions) {
    given[question.id] = await askQuestion(question, terminal, checkAnswer);
    keep(given);
  }
  return given;
}

/** @throws {RawFileRefused} when nobody says --yes, or a question has no proposal; the message names the option */
function takeProposals(questions: readonly Question[], takesProposals: boolean): AnswerTexts {
  const undecided = takesProposals ? questions.filter(({ proposed }) => proposed === null) : questions;
  const [first] = undecided;
  if (!first) return Object.fromEntries(questions.map(({ id, proposed }) => [id, proposed as string]));
  const others = undecided.slice(1).map(({ id }) => formatAnswerOption(id));
  const choices = first.choices.slice(0, 8).map(({ answer }) => answer);
  throw new RawFileRefused(
    'UndecidedQuestion',
    `${first.text} Say it with ${formatAnswerOption(first.id)}` +
      (choices.length > 0 ? `, for example ${choices.join(' or ')}` : '') +
      (others.length > 0 ? `; also needed: ${others.join(', ')}` : '') +
      (takesProposals ? '' : '. There is no terminal to ask on; --yes takes what is proposed'),
  );
}

/** Only forms: whether the files agree is the proposal's to say. */
function checkAnswer({ id, choices }: Question, answer: string): string | undefined {
  if (choices.some((choice) => choice.answer === answer)) return undefined;
  if (id === 'currency')
    return /^[A-Z]{3}$/.test(answer) ? undefined : 'give the three letters of ISO 4217, such as EUR';
  if (!isOpenQuestion(id)) return choices.length > 0 ? `give a number from 1 to ${choices.length}` : undefined;
  if (id !== 'target') return undefined;
  if (/^\d+$/.test(answer)) return `give a number from 1 to ${choices.length}, or say which rows defaulted`;
  try {
    parseTarget(answer);
    return undefined;
  } catch (error) {
    if (error instanceof RawFileRefused) return describeRefusal(error);
    throw error;
  }
}
