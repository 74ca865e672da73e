/** What a person may do with a case now, for its field `can`. The database refuses the rest, whoever asks. */
import { CASE_DECIDERS, CASE_SECONDS, hasAnyRole } from '../contract/roles.ts';
import type { CaseStep } from '../contract/schemas/cases.ts';
import type { Caller } from '../http/operation.ts';
import type { StoredCase } from './stored-case.ts';

export function listPossibleSteps(row: StoredCase, caller: Pick<Caller, 'name' | 'roles'>): CaseStep[] {
  if (!hasAnyRole(caller, CASE_SECONDS)) return [];
  if (row.state === 'decided' || row.state === 'withdrawn') return ['note'];
  const isHolder = row.holder === caller.name;
  const isFree = row.holder === null || isHolder;
  const isSecondStep = row.state === 'waiting_for_second';
  const canDecide = !row.is_own_request && hasAnyRole(caller, CASE_DECIDERS);
  const canConfirm = !row.is_own_request && row.decided_by !== caller.name;
  const steps: Partial<Record<CaseStep, boolean>> = {
    claim: isFree && (isSecondStep ? canConfirm : canDecide),
    release: isHolder,
    assign: isFree || caller.roles.has('approver'),
    decide: isHolder && canDecide && !isSecondStep,
    confirm: isFree && canConfirm && isSecondStep,
    return: isFree && canConfirm && isSecondStep,
    'request-documents': isHolder && canDecide && !isSecondStep,
    note: true,
    attach: true,
  };
  return (Object.keys(steps) as CaseStep[]).filter((step) => steps[step]);
}
