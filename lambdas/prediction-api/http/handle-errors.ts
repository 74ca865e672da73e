/** Turns whatever was thrown into an RFC 9457 answer; the error itself goes to the log only. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiEvent, Tools } from './operation.ts';
import { type Problem, TooManyRequests, toProblem } from './problem.ts';

/** A resuming database, a throttled call and a restarting function all pass within this time. */
const RETRY_AFTER_SECONDS = 5;

export function handleErrors(tools: Tools): MiddlewareObj<ApiEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      const problem = toProblem(request.error);
      reportProblem(problem, tools, request.error as Error);
      request.response = {
        statusCode: problem.status,
        headers: {
          'content-type': 'application/problem+json',
          ...retryAfter(problem),
        },
        body: JSON.stringify(problem.document()),
      };
    },
  };
}

/** Logs and counts a problem of a call, or of an item of one: what is ours is an error, whatever the rest is answered. */
export function reportProblem({ status, kind }: Problem, { logger, metrics }: Tools, error: Error): void {
  if (status === 503) {
    logger.error(kind, error);
    metrics.addMetric(kind === 'model-unavailable' ? 'ModelUnavailable' : 'Unavailable', MetricUnit.Count, 1);
  } else {
    logger.info(kind, { status });
    metrics.addMetric('Refused', MetricUnit.Count, 1);
  }
}

function retryAfter(problem: Problem): { 'retry-after'?: string } {
  if (problem instanceof TooManyRequests) return { 'retry-after': String(problem.retryAfterSeconds) };
  return problem.status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
}
