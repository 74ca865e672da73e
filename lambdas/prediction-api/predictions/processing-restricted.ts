/** The problem of a customer whose data must not be processed: nobody scores them, or tries anything for them. */
import { Problem } from '../http/problem.ts';

/** Why a customer is not scored, and since when, as the database's text. */
export interface Restriction {
  kind: 'restriction' | 'objection';
  since: string;
}

/** In the words of the law: the caller tells the customer why nothing is decided. */
export function toRestrictedProblem({ kind, since }: Restriction): Problem {
  const reason =
    kind === 'objection'
      ? 'the customer objected to the processing of their data (GDPR article 21)'
      : "the processing of the customer's data is restricted (GDPR article 18)";
  return new Problem(
    409,
    'processing-restricted',
    `Nothing was scored or stored: since ${since.slice(0, 10)}, ${reason}. A privacy officer can lift it.`,
  );
}
