/**
 * The errors of the API, and the problem document (RFC 9457) that a caller receives for each. Open it to map another
 * error to a status. Nothing else of an error leaves the API.
 */
import { DatabaseUnavailable } from '../../shared/aws/database/errors.ts';
import { RiskError } from '../../shared/errors.ts';
import { InvalidModelOutput, ModelCorrupt } from '../../shared/model/errors.ts';
import { ScoreScaleConflict } from '../../shared/policy/score-scale.ts';
import { PolicyCorrupt } from '../../shared/serving/errors.ts';
import { PROBLEM_TITLES } from '../contract/problem-titles.ts';
import type { ProblemStatus } from '../contract/route.ts';
import type { ProblemDocument } from '../contract/schemas/service.ts';

export type FieldError = ProblemDocument['errors'][number];

/** More errors than these are left out: a body of a megabyte can have a hundred thousand unknown fields. */
const MAX_ERRORS = 100;
const MAX_PATH_LENGTH = 200;

/** The path can have names from the body, of any length and content; the database stores no NUL. */
const toStorableError = ({ path, message }: FieldError): FieldError => ({
  path: path
    .slice(0, MAX_PATH_LENGTH)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '?'),
  message,
});

/** Thrown to respond with a status; `kind` identifies the problem among those of that status. */
export class Problem extends RiskError {
  readonly status: ProblemStatus;
  readonly kind: string;
  readonly errors: FieldError[];

  constructor(status: ProblemStatus, kind: string, detail: string, errors: FieldError[] = [], options?: ErrorOptions) {
    super(detail, options);
    this.status = status;
    this.kind = kind;
    this.errors = errors.slice(0, MAX_ERRORS).map(toStorableError);
  }

  /** The RFC 9457 document. */
  toDocument(): ProblemDocument {
    const { status, kind, message, errors } = this;
    return { type: `urn:risk:problem:${kind}`, title: PROBLEM_TITLES[status], status, detail: message, errors };
  }
}

/** The caller reached a limit (429); the response says when to try again. */
export class LimitReached extends Problem {
  readonly retryAfterSeconds: number;

  constructor(kind: string, detail: string, retryAfterSeconds: number) {
    super(429, kind, detail);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The caller made more requests than their limit allows in a minute. */
export class TooManyRequests extends LimitReached {
  constructor(requestsPerMinute: number, retryAfterSeconds: number) {
    super(
      'too-many-requests',
      `You may make ${requestsPerMinute} requests a minute. Try again in ${retryAfterSeconds} seconds.`,
      retryAfterSeconds,
    );
  }
}

/** There is no champion: training has not run, or no model was promoted. */
export class NoChampion extends RiskError {
  constructor() {
    super('no model has been promoted to champion');
  }
}

/** Maps an error to its problem. Any other error is a fault of the service (503), never of the caller. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const unavailable = (kind: string, detail: string) => new Problem(503, kind, detail, [], { cause: error });
  if (error instanceof NoChampion)
    return unavailable('no-model', 'No model has been promoted yet, so nothing can be scored. Train one first.');
  if (error instanceof ModelCorrupt || error instanceof InvalidModelOutput) {
    return unavailable(
      'model-unavailable',
      'The model cannot be used at the moment. The operators have been notified; try again later.',
    );
  }
  if (error instanceof PolicyCorrupt || error instanceof ScoreScaleConflict) {
    return unavailable(
      'policy-unavailable',
      'The policy cannot be used at the moment. The operators have been notified; try again later.',
    );
  }
  if (error instanceof DatabaseUnavailable) {
    return unavailable(
      'database-unavailable',
      'The database cannot be reached at the moment. Try again in a few seconds.',
    );
  }
  return unavailable('unavailable', 'The service cannot answer at the moment. Try again in a few seconds.');
}
