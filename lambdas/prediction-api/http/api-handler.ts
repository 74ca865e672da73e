/** Wraps the operations of one API Lambda: middleware around one call of logic, and its answer as JSON. */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { runUntilAborted } from '../../shared/aws/database/retries.ts';
import { runWithCorrelation } from '../../shared/correlation.ts';
import { addResponseHeaders } from './add-response-headers.ts';
import { authorise } from './authorise.ts';
import { handleErrors } from './handle-errors.ts';
import { matchRoute } from './match-route.ts';
import { type ApiEvent, type ApiOperation, RawResponse, type Tools } from './operation.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { validateRequest } from './validate-request.ts';

/** Left of the Lambda's time when a slow answer is given up: enough to say 503 before the process is stopped. */
const TIME_TO_GIVE_UP_MILLISECONDS = 500;

/** Aborted when the answer is given up. */
type Patience = { signal: AbortSignal };

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/**
 * The handler of one Lambda. It always answers: what is thrown becomes a problem, and a call that takes too long a 503.
 * `name` is `<stage>/<name>`, the service in logs and metrics; `guard` looks at a caller who may call, before
 * anything of the request is read.
 */
export function createApiHandler(
  name: string,
  operations: readonly ApiOperation[],
  guard: (tools: Tools) => MiddlewareObj<ApiEvent> = () => ({ before: () => {} }),
): ApiHandler {
  const logger = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: 'FinancialRisk', serviceName: name });

  const answer = async (event: ApiEvent, _: Context, { signal }: Patience): Promise<APIGatewayProxyResult> => {
    const { operation, input, caller } = event;
    if (!operation) throw new Error('a request reached the handler without an operation');
    const started = performance.now();
    const ids = { service: name, request: event.requestContext.requestId };
    const work = () =>
      runWithCorrelation(ids, () => operation.logic({ ...input, caller } as never, { logger, metrics }));
    const answered = await runUntilAborted(signal, work);
    metrics.addMetric('DurationMilliseconds', MetricUnit.Milliseconds, performance.now() - started);
    if (answered instanceof RawResponse) return { statusCode: 200, headers: answered.headers, body: answered.body };
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answered) };
  };

  // Before the handler they run downwards; on the way out, after an answer or an error, upwards.
  return middy(answer as never, { timeoutEarlyInMillis: TIME_TO_GIVE_UP_MILLISECONDS })
    .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false }))
    .use(addResponseHeaders())
    .use(handleErrors({ logger, metrics }))
    .use(matchRoute(operations))
    .use(authorise())
    .use(guard({ logger, metrics }))
    .use(parseJsonBody())
    .use(validateRequest()) as unknown as ApiHandler;
}
