/** What a person does with one case: sends a step, and says what was stored or why it was not. */
import { useState } from 'react';
import type { Case, CaseStep } from '../../../queries/api-types.ts';
import { type CaseWork, useCaseStep } from '../../../queries/case-queries.ts';
import { workTexts } from '../../../texts/review/case.ts';

export interface WorkState {
  /** @param onStored called when the page shows what is current then */
  send: (work: CaseWork, onStored?: () => void) => void;
  isPending: boolean;
  /** Why the newest step of this name was not stored. */
  findError: (...steps: readonly CaseStep[]) => unknown;
  /** How many steps were stored since the page was opened. */
  stored: number;
  /** What was stored last; empty before. */
  message: string;
}

export function useCaseWork({ case_id, needs_second }: Case): WorkState {
  const { mutate, isPending, error, variables } = useCaseStep(case_id);
  const [{ stored, message }, setStored] = useState({ stored: 0, message: '' });
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
    findError: (...steps) => (variables && steps.includes(variables.step) ? error : null),
    stored,
    message,
  };
}
