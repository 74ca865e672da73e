/** Why a step of a form was not stored. The form may be gone by then: the first card of the work says it instead. */
import { Refusal } from '../../../components/forms/refusal.tsx';
import type { CaseStep } from '../../../queries/api-types.ts';
import type { WorkState } from './use-case-work.ts';

/** @param of the steps of the form */
export function StepRefusal({ work: { failed }, of }: { work: WorkState; of: readonly CaseStep[] }) {
  return failed && of.includes(failed.step) ? <Refusal error={failed.error} /> : null;
}
