/** Options by which a person says what a raw file holds; `npm run onboard` and `npm start -- --file` share them. */
import { z } from 'zod';
import { MappingName } from '../../lambdas/onboarding/contract/mapping.ts';
import { InvalidOptions } from '../terminal/command.ts';

/** Questions that have an option of their own, by the question's id. */
const OPTION_OF_QUESTION: Readonly<Record<string, string>> = {
  target: 'target',
  applied_at: 'date',
  currency: 'currency',
};

export const onboardingOptions = {
  out: {
    value: 'DIR',
    path: 'folder to write',
    description: 'folder for the mapping, the deliveries and the import report (default: .onboarding/NAME)',
  },
  mapping: {
    value: 'FILE',
    path: 'file to read',
    description: 'mapping of an earlier run, which decides everything: nothing is asked',
  },
  name: {
    value: 'NAME',
    description: 'name of the mapping: lower-case letters, digits and "-" (default: from the first file)',
    parse: parseMappingName,
  },
  yes: { description: 'take every proposal without a question; refused where no proposal is safe' },
  target: {
    value: 'EXPR',
    description: 'which rows defaulted, such as "status in (Charged Off, Default)" or "days_past_due >= 90"',
  },
  date: { value: 'COLUMN', description: 'column with the day of the application' },
  currency: { value: 'CCC', description: 'currency of the amounts, ISO 4217, such as EUR', parse: parseCurrency },
  answer: {
    value: 'ID=TEXT',
    description: 'answer to another question, by the id that is shown with it; may be given several times',
    isRepeatable: true,
    parse: parseAnswer,
  },
} as const;

export interface OnboardingValues {
  out: string | undefined;
  mapping: string | undefined;
  name: string | undefined;
  yes: boolean;
  target: string | undefined;
  date: string | undefined;
  currency: string | undefined;
  answer: (readonly [id: string, text: string])[] | undefined;
}

/** The option that answers a question, as a user types it. */
export function formatAnswerOption(questionId: string): string {
  const own = OPTION_OF_QUESTION[questionId];
  return own ? `--${own}` : `--answer '${questionId}=…'`;
}

/** Answers by question id, from the options. */
export function collectAnswers(values: OnboardingValues): Record<string, string> {
  const answers: Record<string, string> = Object.fromEntries(values.answer ?? []);
  if (values.target !== undefined) answers.target = values.target;
  if (values.date !== undefined) answers.applied_at = values.date;
  if (values.currency !== undefined) answers.currency = values.currency;
  return answers;
}

function parseMappingName(text: string): string {
  if (MappingName.safeParse(text).success) return text;
  throw new InvalidOptions(`--name ${text}: give lower-case letters, digits and "-", 40 at most`);
}

function parseCurrency(text: string): string {
  if (
    z
      .string()
      .regex(/^[A-Z]{3}$/)
      .safeParse(text).success
  )
    return text;
  throw new InvalidOptions(`--currency ${text}: give the three letters of ISO 4217, such as EUR`);
}

function parseAnswer(text: string): readonly [id: string, text: string] {
  const [, id, answer] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (id && answer) return [id.trim(), answer.trim()];
  throw new InvalidOptions(`--answer ${text}: give the id of a question, "=" and the answer`);
}
