/** The reason that every proposal and decision needs: what an auditor reads. */
import { Why } from '../../lambdas/prediction-api/contract/schemas/requests.ts';
import { CommandError } from '../terminal/command-error.ts';

/** A proposal or a decision needs a reason of ten characters or more. */
export class ReasonMissing extends CommandError {}

/** @throws {ReasonMissing} when there is none, or it is too short or too long */
export function requireReason(action: string, why: string | undefined): string {
  const { data } = Why.safeParse(why ?? '');
  if (data !== undefined) return data;
  throw new ReasonMissing(`${action} needs --why "…", 10 to 1000 characters: it is what the audit keeps`);
}
