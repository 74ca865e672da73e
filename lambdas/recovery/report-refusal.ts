/** Turns a refusal into a normal end of a step: a mistyped time is no failure of the workflow. */
import { RecoveryRefused } from './contract/errors.ts';

export interface Refusal {
  outcome: 'refused';
  error: string;
  message: string;
}

/** Errors that are no refusal pass through. */
export async function reportRefusal<Result>(
  work: () => Promise<Result>,
): Promise<(Result & { outcome: 'accepted' }) | Refusal> {
  try {
    return { outcome: 'accepted', ...(await work()) };
  } catch (error) {
    if (!(error instanceof RecoveryRefused)) throw error;
    return { outcome: 'refused', error: error.name, message: error.message };
  }
}
