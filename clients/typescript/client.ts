/** A typed client of the API: paths, parameters, bodies and answers are checked against the OpenAPI document. */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from './api.ts';

export type Prediction = components['schemas']['Prediction'];
export type PredictRequest = components['schemas']['PredictRequest'];
export type Batch = components['schemas']['Batch'];
export type Problem = components['schemas']['Problem'];
export type RiskClient = Client<paths>;

/** The API answered with a problem; `problem.type` tells which. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** Without a trailing slash; paths begin with /v1. */
  baseUrl: string;
  /** Asked for a token when there is none, and again when one was refused. */
  token: () => Promise<string>;
  /** Default: the global one. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * `const { data } = await client.POST('/v1/predict', { body: { application_id: '3' } })`. A token is kept until it is
 * refused. Throws ApiProblem for every answer but 200, and what `token` and `fetch` throw.
 */
export function createRiskClient({ baseUrl, token, fetch: send = fetch }: ClientOptions): RiskClient {
  let known: Promise<string> | undefined;
  const authorised = async (request: Request): Promise<Request> => {
    known ??= token();
    const copy = request.clone();
    copy.headers.set('authorization', `Bearer ${await known}`);
    return copy;
  };
  const client = createClient<paths>({
    baseUrl,
    fetch: async (request) => {
      const first = await send(await authorised(request));
      if (first.status !== 401) return first;
      known = undefined;
      return send(await authorised(request));
    },
  });
  client.use(problems);
  return client;
}

const problems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    throw new ApiProblem(await readProblem(response));
  },
};

/** The gateway itself answers some requests, and without a problem document. */
async function readProblem(response: Response): Promise<Problem> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (answer !== null && typeof answer === 'object' && 'type' in answer) return answer as Problem;
  const { status, statusText } = response;
  return { type: 'about:blank', title: statusText || 'Refused', status, detail: 'The gateway refused it.', errors: [] };
}
