/** To whom a case can be assigned: nobody holds it already, and nobody confirms a decision of their own. */
import type { Case, Reviewer } from '../../../queries/api-types.ts';

export function listTakers(
  reviewers: readonly Reviewer[],
  { state, holder, decided_by }: Pick<Case, 'state' | 'holder' | 'decided_by'>,
): Reviewer[] {
  const others = reviewers.filter(({ id }) => id !== holder?.id);
  if (state === 'waiting_for_second') return others.filter(({ id }) => id !== decided_by?.id);
  return others.filter(({ roles }) => roles.includes('underwriter'));
}
