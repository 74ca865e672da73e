/** The calls of the page for applicants. The token goes in bodies only; nothing is kept in the browser. */
import type { components } from '../../../clients/typescript/api.ts';
import type { ContestProblem, ContestView } from '../texts/contest/contest-texts.ts';

type Schemas = components['schemas'];
export type ContestSubmission = Omit<Schemas['SubmitContestRequest'], 'token'>;

/** A call was refused, or could not be made; its name has words in the texts of the page. */
export class ContestRefused extends Error {
  readonly problem: string;
  constructor(problem: string) {
    super(problem);
    this.problem = problem;
  }
}

const PROBLEM = /^urn:risk:problem:/;

async function post<Answer>(path: string, body: object): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/v1/contests/${path}`, {
      ...{ method: 'POST', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new ContestRefused('unavailable');
  }
  if (response.ok) return (await response.json()) as Answer;
  const { type = '' } = (await response.json().catch(() => ({}))) as { type?: string };
  throw new ContestRefused(response.status === 429 ? 'too-many-requests' : type.replace(PROBLEM, ''));
}

export const openContest = (token: string): Promise<ContestView> => post('open', { token });
export const submitContest = (token: string, submission: ContestSubmission): Promise<ContestView> =>
  post('submit', { token, ...submission });

/** Announces a file and sends it to its address. @throws {ContestRefused} when either is refused */
export async function attachFile(token: string, file: File, media_type: string): Promise<void> {
  const announced = { token, name: file.name, media_type, bytes: file.size };
  const { upload } = await post<Schemas['AttachmentUpload']>('attachments', announced);
  const put = { method: 'PUT', credentials: 'omit', body: file, headers: upload.headers } as const;
  const sent = await fetch(upload.url, put).catch(() => undefined);
  if (!sent?.ok) throw new ContestRefused('unavailable');
}

/** The name of a problem that the page has words for. */
export function nameProblem(error: unknown, known: Record<ContestProblem, string>): ContestProblem {
  const problem = error instanceof ContestRefused ? error.problem : 'unavailable';
  return problem in known ? (problem as ContestProblem) : 'unavailable';
}
