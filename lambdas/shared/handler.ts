/**
 * The one wrapper of every workflow Lambda: parses the event, names the run in every log line, counts what happened,
 * and leaves the logic a plain function of its input.
 */

import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { runWithCorrelation } from './correlation.ts';
import { RiskError } from './errors.ts';

/** The event is not what the workflow promised. Its message names the path and never repeats a value. */
export class InvalidEvent extends RiskError {
  constructor(handler: string, error: z.ZodError) {
    const issues = error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
    super(`${handler} was called with an invalid event: ${issues.join('; ')}`);
  }
}

/** What a Lambda's logic may use beside its input. */
export interface Telemetry {
  logger: Logger;
  metrics: Metrics;
}

export interface RiskHandlerOptions<Input extends z.ZodType> {
  /** `<stage>/<name>`, the service in logs and metrics. */
  name: string;
  input: Input;
}

export type RiskHandler<Output> = (event: unknown, context: Context) => Promise<Output>;

/**
 * Wraps the logic of one workflow Lambda. Outcomes are returned; what is thrown is logged once and thrown on, for
 * the workflow to retry or catch. Throws InvalidEvent when the event does not fit `input`.
 */
export function createRiskHandler<Input extends z.ZodType, Output>(
  { name, input }: RiskHandlerOptions<Input>,
  logic: (input: z.output<Input>, tools: Telemetry) => Promise<Output>,
): RiskHandler<Output> {
  const logger = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: 'FinancialRisk', serviceName: name });

  const run = async (event: unknown, context: Context): Promise<Output> => {
    const ids = correlation(event);
    logger.appendKeys(ids);
    const started = performance.now();
    try {
      const parsed = input.safeParse(event);
      if (!parsed.success) throw new InvalidEvent(name, parsed.error);
      const own = { service: name, ...ids, request: context.awsRequestId };
      const output = await runWithCorrelation(own, () => logic(parsed.data, { logger, metrics }));
      const milliseconds = Math.round(performance.now() - started);
      metrics.addMetric('DurationMilliseconds', MetricUnit.Milliseconds, milliseconds);
      logger.info('done', { milliseconds, ...outcomeOf(output) });
      return output;
    } catch (error) {
      metrics.addMetric('Failures', MetricUnit.Count, 1);
      logger.error('failed', error as Error);
      throw error;
    }
  };

  return middy(run)
    .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false })) as unknown as RiskHandler<Output>;
}

const idForm = /^[\w:./-]{1,300}$/;
const correlationFields = ['run_id', 'as_of', 'fencing_token', 'scoring_id', 'job_name', 'partition'] as const;

/** The ids in an event that tie log lines together: references only, never its content. */
function correlation(event: unknown): Record<string, string | number> {
  if (typeof event !== 'object' || event === null) return {};
  const fields = event as Record<string, unknown>;
  const run = typeof fields.run === 'object' && fields.run !== null ? (fields.run as Record<string, unknown>) : {};
  const keys: Record<string, string | number> = {};
  for (const field of correlationFields) {
    const value = fields[field] ?? run[field];
    if (isId(value)) keys[field] = value;
  }
  if (isId(fields.execution_id)) keys.execution = fields.execution_id;
  return keys;
}

function isId(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && idForm.test(value));
}

function outcomeOf(output: unknown): { outcome?: string } {
  if (typeof output !== 'object' || output === null || !('outcome' in output)) return {};
  return typeof output.outcome === 'string' ? { outcome: output.outcome } : {};
}
