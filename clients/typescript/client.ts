/** A typed client of the API: the OpenAPI document types its paths, parameters, bodies and responses. */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from './api.ts';

export type Prediction = components['schemas']['Prediction'];
export type PredictRequest = components['schemas']['PredictRequest'];
export type Batch = components['schemas']['Batch'];
export type ProblemDocument = components['schemas']['Problem'];
export type RiskClient = Client<paths>;

/** The API responded with a problem document; `problem.type` identifies the problem. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** Without a trailing slash; paths begin with /v1. */
  baseUrl: string;
  /** Fetches a token; called before the first request and after a 401. */
  token: () => Promise<string>;
  /** Default: the global fetch. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * Creates a client: `const { data } = await client.POST('/v1/predict', { body: { application_id: '3' } })`. It keeps
 * the token until the API refuses it. Each call throws what is listed here; errors of `token` and `fetch` pass through.
 * @throws {ApiProblem} when the status is not 2xx
 */
export function createRiskClient({ baseUrl, token, fetch: send = fetch }: ClientOptions): RiskClient {
  let cachedToken: Promise<string> | undefined;
  const authorise = async (request: Request): Promise<Request> => {
    cachedToken ??= token();
    const copy = request.clone();
    copy.headers.set('authorization', `Bearer ${await cachedToken}`);
    return copy;
  };
  const client = createClient<paths>({
    baseUrl,
    fetch: async (request) => {
      const response = await send(await authorise(request));
      if (response.status !== 401) return response;
      cachedToken = undefined;
      return send(await authorise(request));
    },
  });
  client.use(throwProblems);
  return client;
}

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    throw new ApiProblem(await readProblem(response));
  },
};

/** Reads the problem document. API Gateway itself refuses some requests without one, so it is built from the status. */
async function readProblem(response: Response): Promise<ProblemDocument> {
  const body: unknown = await response.json().catch(() => undefined);
  if (body !== null && typeof body === 'object' && 'type' in body) return body as ProblemDocument;
  const { status, statusText } = response;
  return { type: 'about:blank', title: statusText || 'Refused', status, detail: 'The gateway refused it.', errors: [] };
}
