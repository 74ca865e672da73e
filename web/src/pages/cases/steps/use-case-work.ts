/** What a person does with one case: keeps what is typed, sends a step, and says what was stored or why it was not. */
import { useState } from 'react';
import type { Case, CaseStep } from '../../../queries/api-types.ts';
import { type CaseWork, useCaseStep } from '../../../queries/case-queries.ts';
import { workTexts } from '../../../texts/review/case.ts';

export interface WorkState {
  /** @param onStored called when the page shows what is current then */
  send: (work: CaseWork, onStored?: () => void) => void;
  isPending: boolean;
  /** The newest step, where it was not stored, and why. */
  failed: { step: CaseStep; error: unknown } | undefined;
  /** How many steps were stored since the page was opened. */
  stored: number;
  /** What was stored last; empty before. */
  message: string;
  /** What was typed for a step. It stays while the page is open, also where somebody else holds the case meanwhile. */
  readText: (step: CaseStep) => string;
  writeText: (step: CaseStep, text: string) => void;
}

export function useCaseWork({ case_id, needs_second }: Case): WorkState {
  const { mutate, isPending, error, variables } = useCaseStep(case_id);
  const [{ stored, message }, setStored] = useState({ stored: 0, message: '' });
  const [texts, setTexts] = useState<Partial<Record<CaseStep, string>>>({});
  const { done } = workTexts;
  return {
    send(work, onStored) {
      const text = work.step === 'decide' && needs_second ? done.decideSecond : done[work.step];
      const onSuccess = () => {
        setStored(({ stored: before }) => ({ stored: before + 1, message: text }));
        onStored?.();
      };
      setStored((before) => ({ ...before, message: '' }));
      mutate(work, { onSuccess });
    },
    isPending,
    failed: error && variables ? { step: variables.step, error } : undefined,
    stored,
    message,
    readText: (step) => texts[step] ?? '',
    writeText: (step, text) => setTexts((before) => ({ ...before, [step]: text })),
  };
}
