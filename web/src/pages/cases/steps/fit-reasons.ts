/** Which decisions a case can have, and which reasons of the list fit one of them. */
import type { CaseDecision, CaseSummary, ReasonCode } from '../../../queries/api-types.ts';
import { workTexts } from '../../../texts/review/case.ts';

type Decision = CaseDecision['decision'];
type Kind = CaseSummary['kind'];

/** In the order in which the form lists them. */
const DECISIONS: readonly Decision[] = ['approve', 'decline', 'uphold'];

/** The decisions for which the list has a reason. */
export function listDecisions(codes: readonly ReasonCode[], kind: Kind): Decision[] {
  return DECISIONS.filter((decision) => listFittingCodes(codes, kind, decision).length > 0);
}

export function listFittingCodes(
  codes: readonly ReasonCode[],
  kind: Kind,
  decision: Decision | undefined,
): ReasonCode[] {
  if (!decision) return [];
  return codes.filter(({ kinds, decisions }) => kinds.includes(kind) && decisions.includes(decision));
}

/** Why the form has no reason to choose. */
export function findObstacle(fitting: readonly ReasonCode[], decision: Decision | undefined): string | undefined {
  if (!decision) return workTexts.decide.chooseFirst;
  return fitting.length === 0 ? workTexts.decide.noReason : undefined;
}
