/** Checks what --answer says against the questions that the files raise, so that no answer is passed over in silence. */
import type { Question } from '../../lambdas/onboarding/contract/profile.ts';
import { RawFileRefused } from '../../lambdas/onboarding/contract/refusals.ts';

/** Questions whose answer may be a text of its own; the proposal knows which fit. */
const OPEN_QUESTIONS = new Set(['target', 'currency', 'applied_at', 'amount', 'key']);

/** Whether an answer of its own, beside the choices, makes sense. */
export const isOpenQuestion = (id: string): boolean => OPEN_QUESTIONS.has(id);

/**
 * Refuses answers to questions that are not asked, and answers that are no choice.
 * @param questions those that are asked when nothing is answered
 * @throws {RawFileRefused} when an answer would be passed over (UndecidedQuestion)
 */
export function requireKnownAnswers(
  questions: readonly Question[],
  answers: readonly (readonly [id: string, text: string])[],
): void {
  for (const [id, text] of answers) {
    if (isOpenQuestion(id)) continue;
    const question = questions.find((asked) => asked.id === id);
    if (!question) {
      const ids = questions.map((asked) => asked.id).join(', ') || 'none';
      throw new RawFileRefused(
        'UndecidedQuestion',
        `--answer '${id}=…': these files raise no such question; they raise ${ids}`,
      );
    }
    const choices = question.choices.map(({ answer }) => answer);
    if (choices.length > 0 && !choices.includes(text)) {
      throw new RawFileRefused('UndecidedQuestion', `--answer '${id}=${text}': give one of ${choices.join(', ')}`);
    }
  }
}
