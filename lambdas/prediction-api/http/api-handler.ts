/** Creates the handler of an API Lambda: middleware around the operation that the request matches. */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { runUntilAborted } from '../../shared/aws/database/retries.ts';
import type { ReadGroups } from '../../shared/aws/user-groups.ts';
import { runWithCorrelation } from '../../shared/correlation.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { addResponseHeaders } from './add-response-headers.ts';
import { authorise } from './authorise.ts';
import { checkRoles, readNoGroups } from './check-roles.ts';
import { handleErrors } from './handle-errors.ts';
import { limitListItems } from './limit-list-items.ts';
import { matchRoute } from './match-route.ts';
import { type ApiEvent, type ApiOperation, RawResponse } from './operation.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { validateRequest } from './validate-request.ts';

/** Time before the Lambda's timeout at which a slow call gets the response 503. */
const EARLY_TIMEOUT_MILLISECONDS = 500;

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/**
 * Creates the handler of one Lambda. It always responds: an error becomes a problem document, a timeout a 503.
 * @param name `<stage>/<name>`, the service in logs and metrics
 * @param guard middleware that runs after authorisation and before the body is read
 * @param readGroups groups of the user pool, which are people's roles; without it every person is refused, machines are not
 */
export function createApiHandler(
  name: string,
  operations: readonly ApiOperation[],
  guard: (telemetry: Telemetry) => MiddlewareObj<ApiEvent> = () => ({ before: () => {} }),
  readGroups: ReadGroups = readNoGroups,
): ApiHandler {
  const logger = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: 'FinancialRisk', serviceName: name });

  const respond = async (
    { operation, input, caller, requestContext }: ApiEvent,
    _: Context,
    { signal }: { signal: AbortSignal },
  ): Promise<APIGatewayProxyResult> => {
    if (!operation) throw new Error('a request reached the handler without an operation');
    const startedAt = performance.now();
    const ids = { service: name, request: requestContext.requestId };
    const run = () => runWithCorrelation(ids, () => operation.run({ ...input, caller } as never, { logger, metrics }));
    const response = await runUntilAborted(signal, run);
    metrics.addMetric('DurationMilliseconds', MetricUnit.Milliseconds, performance.now() - startedAt);
    if (response instanceof RawResponse) return { statusCode: 200, headers: response.headers, body: response.body };
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(response) };
  };

  // On the way in, middlewares run in this order; on the way out, after a response or an error, in reverse order.
  return middy(respond as never, { timeoutEarlyInMillis: EARLY_TIMEOUT_MILLISECONDS })
    .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false }))
    .use(addResponseHeaders())
    .use(handleErrors({ logger, metrics }))
    .use(matchRoute(operations))
    .use(authorise())
    .use(guard({ logger, metrics }))
    .use(checkRoles(readGroups))
    .use(parseJsonBody())
    .use(validateRequest())
    .use(limitListItems()) as unknown as ApiHandler;
}
