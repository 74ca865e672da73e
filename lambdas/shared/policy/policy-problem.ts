/** Defines how a policy document is refused: every problem has its path and its reason. */
import { RiskError } from '../errors.ts';

/** A part of a policy document that is not allowed. */
export interface PolicyProblem {
  /** For example `rules[2].when.feature`; empty for the document as a whole. */
  path: string;
  problem: string;
}

/** A document is not a policy. `problems` says what is wrong, and where. */
export class InvalidPolicy extends RiskError {
  readonly problems: readonly PolicyProblem[];
  constructor(problems: readonly PolicyProblem[]) {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`the policy is not valid: ${first?.path || 'the document'}: ${first?.problem}${more}; mend the document`);
    this.problems = problems;
  }
}

/** Formats a path as `rules[2].when`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
