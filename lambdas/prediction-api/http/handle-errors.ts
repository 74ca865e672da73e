/** Turns a thrown error into a problem document (RFC 9457). The error itself goes to the log only. */

import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Telemetry } from '../../shared/handler.ts';
import { RETRY_AFTER_SECONDS } from '../contract/response-headers.ts';
import type { ApiEvent } from './operation.ts';
import { LimitReached, type Problem, toProblem } from './problem.ts';

export function handleErrors(telemetry: Telemetry): MiddlewareObj<ApiEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      const problem = toProblem(request.error);
      telemetry.logger.appendKeys({ caller: request.event.caller?.name });
      reportProblem(problem, telemetry, request.error as Error);
      request.response = {
        statusCode: problem.status,
        headers: {
          'content-type': 'application/problem+json',
          ...toRetryAfter(problem),
        },
        body: JSON.stringify(problem.toDocument()),
      };
    },
  };
}

/** Metrics of faults that have an alarm of their own. */
const FAULT_METRICS: Record<string, string> = {
  'model-unavailable': 'ModelUnavailable',
  'policy-unavailable': 'PolicyUnavailable',
};

/** Logs and counts the problem of a call or of an item: 503 as a fault of the service, others as the caller's. */
export function reportProblem({ status, kind }: Problem, { logger, metrics }: Telemetry, error: Error): void {
  if (status === 503) {
    logger.error(kind, error);
    metrics.addMetric(FAULT_METRICS[kind] ?? 'Unavailable', MetricUnit.Count, 1);
  } else {
    logger.info(kind, { status });
    metrics.addMetric('Refused', MetricUnit.Count, 1);
  }
}

function toRetryAfter(problem: Problem): { 'retry-after'?: string } {
  if (problem instanceof LimitReached) return { 'retry-after': String(problem.retryAfterSeconds) };
  return problem.status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
}
