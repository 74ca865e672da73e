/** Questions of the onboarding, typed into a terminal that is two streams. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { askQuestion, type CheckAnswer } from '../../../../cli/onboarding/ask-questions.ts';
import { Interrupted } from '../../../../cli/terminal/ask-confirmation.ts';
import type { Question } from '../../../../lambdas/onboarding/contract/profile.ts';

const QUESTION: Question = {
  id: 'currency',
  text: 'In which currency are the amounts?',
  choices: [
    { answer: 'EUR', label: 'Euro' },
    { answer: 'USD', label: 'US dollar' },
  ],
  proposed: 'USD',
};

const check: CheckAnswer = (_, answer) => (/^[A-Z]{3}$/.test(answer) ? undefined : `${answer} is no currency`);

/** A terminal on which the lines are typed, one for each prompt. */
function openTestTerminal(lines: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const waiting = [...lines];
  let shown = '';
  output.on('data', (chunk) => {
    shown += String(chunk);
    if (!String(chunk).includes('Answer')) return;
    const next = waiting.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  return { terminal: { input, output }, read: () => shown };
}

const ask = async (lines: string[], question = QUESTION) => {
  const { terminal, read } = openTestTerminal(lines);
  return { answer: await askQuestion(question, terminal, check), shown: read() };
};

describe('a question', () => {
  it('takes a number, a label or an answer, and the proposal for an empty line', async () => {
    for (const typed of ['1', 'euro', 'EUR', ' EUR ']) expect((await ask([typed])).answer).toBe('EUR');
    expect((await ask([''])).answer).toBe('USD');
  });

  it('takes an answer of its own where it has the right form', async () => {
    expect((await ask(['TWD'])).answer).toBe('TWD');
  });

  it('asks again after an answer that cannot be used, and says what is wrong', async () => {
    const { answer, shown } = await ask(['99', 'franc', 'CHF']);
    expect(answer).toBe('CHF');
    expect(shown).toContain('99 is no currency');
    expect(shown).toContain('franc is no currency');
  });

  it('does not take an empty line without a proposal', async () => {
    const { answer, shown } = await ask(['', '2'], { ...QUESTION, proposed: null });
    expect(answer).toBe('USD');
    expect(shown).toContain('please answer it');
  });

  it('ends with one line when the terminal is closed', async () => {
    await expect(ask([])).rejects.toThrow(Interrupted);
    await expect(ask([])).rejects.toThrow('goes on with this question');
  });

  it('shows no control characters of a file', async () => {
    const { shown } = await ask(['1'], { ...QUESTION, text: 'Is \u001b[2J\u202e this it?' });
    expect(shown).toContain('Is ·[2J· this it?');
  });
});
