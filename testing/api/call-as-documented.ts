/** Calls an API handler and checks its response against the OpenAPI document. */
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import { ProblemDocument } from '../../lambdas/prediction-api/contract/schemas/service.ts';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { type ApiCall, callApi } from './gateway-event.ts';

/** Calls a handler like `callApi`. Throws when status, body or headers are not documented for the route. */
export async function callAsDocumented(handler: ApiHandler, call: ApiCall, remainingMilliseconds?: number) {
  const answer = await callApi(handler, call, remainingMilliseconds);
  const { method = 'GET', resource } = call;
  const route = routes.find((candidate) => candidate.method === method && candidate.path === resource);
  if (!route) throw new Error(`${method} ${resource} is not documented`);
  const { status, headers, body } = answer;
  const name = `${method} ${resource} answered ${status}`;
  if (status === 200) {
    const { error } = route.response.safeParse(body);
    if (error) throw new Error(`${name}, and not as documented: ${error.message}`);
    return answer;
  }
  if (!route.problems.some((problem) => problem === status)) throw new Error(`${name}, which is not documented`);
  if (headers['content-type'] !== 'application/problem+json') throw new Error(`${name} as ${headers['content-type']}`);
  if (ProblemDocument.parse(body).status !== status) throw new Error(`${name} with a problem of ${body.status}`);
  if ((status === 429 || status === 503) && !headers['retry-after']) throw new Error(`${name} without Retry-After`);
  return answer;
}
