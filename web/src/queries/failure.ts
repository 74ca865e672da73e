/** Turns an error of an API request into a title, a sentence for the user, and whether a retry can help. */
import { ApiProblem } from '../../../clients/typescript/client.ts';
import { SignedOut } from '../auth/session.ts';
import { FAILURE_TITLES, failureTexts, REFUSAL_TITLES } from '../texts/shell.ts';

/** A file or a text of the person that cannot be read. The message is for the person. */
export class UnreadableFile extends Error {}

type FailureKind = keyof typeof FAILURE_TITLES;

export interface Failure {
  kind: FailureKind;
  title: string;
  detail: string;
  /** The same request can succeed later; it is retried automatically. */
  isTransient: boolean;
}

/** Describes why a page has no data. */
export function describeFailure(error: unknown): Failure {
  const kind = classifyError(error);
  const isTransient = kind === 'too-many' || kind === 'unavailable' || kind === 'offline';
  return { kind, title: FAILURE_TITLES[kind], detail: describeDetail(error, kind), isTransient };
}

/** Describes why a change was not stored. Nothing retries it but the person. */
export function describeRefusal(error: unknown): Pick<Failure, 'title' | 'detail'> {
  const kind = classifyError(error);
  const detail = error instanceof ApiProblem ? readDetail(error) : describeDetail(error, kind);
  return { title: REFUSAL_TITLES[kind], detail: kind === 'offline' ? failureTexts.offlineChange : detail };
}

function classifyError(error: unknown): FailureKind {
  if (error instanceof SignedOut) return 'signed-out';
  if (error instanceof UnreadableFile) return 'invalid';
  if (error instanceof TypeError) return 'offline'; // fetch throws it when the server cannot be reached
  if (!(error instanceof ApiProblem)) return 'broken';
  return classifyStatus(error.problem.status);
}

const KINDS: Record<number, FailureKind> = {
  400: 'invalid',
  401: 'signed-out',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  413: 'invalid',
  422: 'invalid',
  429: 'too-many',
};

function classifyStatus(status: number): FailureKind {
  return KINDS[status] ?? (status >= 500 ? 'unavailable' : 'broken');
}

function describeDetail(error: unknown, kind: FailureKind): string {
  if (kind === 'offline') return failureTexts.offline;
  if (kind === 'too-many') return failureTexts.tooMany;
  if (error instanceof UnreadableFile) return error.message;
  return error instanceof ApiProblem ? readDetail(error) : failureTexts.unknown;
}

/** The fields that the API refused, or its sentence: with fields, that only tells a program where to find them. */
function readDetail({ problem: { detail, errors = [] } }: ApiProblem): string {
  const fields = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return fields.length > 0 ? fields.join('; ') : detail;
}
