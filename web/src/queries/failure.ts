/** Turns an error of an API request into a title, a sentence for the user, and whether a retry can help. */
import { ApiProblem } from '../../../clients/typescript/client.ts';
import { SignedOut } from '../auth/session.ts';

type FailureKind = 'signed-out' | 'forbidden' | 'missing' | 'too-many' | 'unavailable' | 'offline' | 'broken';

export interface Failure {
  kind: FailureKind;
  title: string;
  detail: string;
  /** The same request can succeed later; it is retried automatically. */
  isTransient: boolean;
}

const TITLES: Record<FailureKind, string> = {
  'signed-out': 'You are signed out',
  forbidden: 'This is not for you to see',
  missing: 'There is nothing here',
  'too-many': 'Too many questions in a minute',
  unavailable: 'The service cannot answer at the moment',
  offline: 'The service cannot be reached',
  broken: 'Something went wrong',
};

export function describeFailure(error: unknown): Failure {
  const kind = classifyError(error);
  const isTransient = kind === 'too-many' || kind === 'unavailable' || kind === 'offline';
  return { kind, title: TITLES[kind], detail: describeDetail(error, kind), isTransient };
}

function classifyError(error: unknown): FailureKind {
  if (error instanceof SignedOut) return 'signed-out';
  if (error instanceof TypeError) return 'offline'; // fetch throws it when the server cannot be reached
  if (!(error instanceof ApiProblem)) return 'broken';
  const { status } = error.problem;
  if (status === 401) return 'signed-out';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 400) return 'missing';
  if (status === 429) return 'too-many';
  return status >= 500 ? 'unavailable' : 'broken';
}

function describeDetail(error: unknown, kind: FailureKind): string {
  if (kind === 'offline') return 'Check your connection. It is asked again by itself.';
  if (kind === 'too-many') return 'It is asked again by itself in a moment.';
  return error instanceof ApiProblem ? error.problem.detail : String((error as Error)?.message ?? error);
}
