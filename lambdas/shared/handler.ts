/**
 * Wraps the logic of every workflow Lambda: parses the event, adds ids to every log line and SQL statement, and counts
 * durations and failures. The logic stays a plain function of its input.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { breakLinks } from './break-links.ts';
import { runWithCorrelation } from './correlation.ts';
import { RiskError } from './errors.ts';

/** The event does not match the handler's schema. The message names the path and never repeats a value. */
export class InvalidEvent extends RiskError {
  constructor(handler: string, error: z.ZodError) {
    const issues = error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
    super(`${handler} was called with an invalid event: ${issues.join('; ')}`);
  }
}

/** The logger and metrics of a Lambda. */
export interface Telemetry {
  logger: Logger;
  metrics: Metrics;
}

/** The name and the event schema of a Lambda. */
export interface RiskHandlerOptions<Input extends z.ZodType> {
  /** `<stage>/<name>`; the service in logs and metrics. */
  name: string;
  input: Input;
}

/** A wrapped Lambda handler. */
export type RiskHandler<Output> = (event: unknown, context: Context) => Promise<Output>;

/**
 * Creates the handler of one workflow Lambda. An error of the logic is logged once and rethrown, so that the workflow
 * retries or catches it. Its message, which may name what a lender delivered, is sent to people and has no links. The
 * handler throws what is listed here.
 * @throws {InvalidEvent} when the event does not match `input`
 */
export function createRiskHandler<Input extends z.ZodType, Output>(
  { name, input }: RiskHandlerOptions<Input>,
  logic: (input: z.output<Input>, tools: Telemetry) => Promise<Output>,
): RiskHandler<Output> {
  const logger = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: 'FinancialRisk', serviceName: name });

  const run = async (event: unknown, context: Context): Promise<Output> => {
    const ids = extractIds(event);
    logger.appendKeys(ids);
    const started = performance.now();
    try {
      const parsed = input.safeParse(event);
      if (!parsed.success) throw new InvalidEvent(name, parsed.error);
      const correlation = { service: name, ...ids, request: context.awsRequestId };
      const output = await runWithCorrelation(correlation, () => logic(parsed.data, { logger, metrics }));
      const milliseconds = Math.round(performance.now() - started);
      metrics.addMetric('DurationMilliseconds', MetricUnit.Milliseconds, milliseconds);
      logger.info('done', { milliseconds, ...extractOutcome(output) });
      return output;
    } catch (error) {
      metrics.addMetric('Failures', MetricUnit.Count, 1);
      logger.error('failed', error as Error);
      if (error instanceof Error) error.message = breakLinks(error.message);
      throw error;
    }
  };

  return middy(run)
    .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false })) as unknown as RiskHandler<Output>;
}

const ID = /^[\w:./-]{1,300}$/;
const ID_FIELDS = ['run_id', 'as_of', 'fencing_token', 'scoring_id', 'job_name', 'partition'] as const;

/** Extracts the ids of an event that connect log lines, never its content. */
function extractIds(event: unknown): Record<string, string | number> {
  if (typeof event !== 'object' || event === null) return {};
  const fields = event as Record<string, unknown>;
  const run = typeof fields.run === 'object' && fields.run !== null ? (fields.run as Record<string, unknown>) : {};
  const ids: Record<string, string | number> = {};
  for (const field of ID_FIELDS) {
    const value = fields[field] ?? run[field];
    if (isId(value)) ids[field] = value;
  }
  if (isId(fields.execution_id)) ids.execution = fields.execution_id;
  return ids;
}

function isId(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && ID.test(value));
}

function extractOutcome(output: unknown): { outcome?: string } {
  if (typeof output !== 'object' || output === null || !('outcome' in output)) return {};
  return typeof output.outcome === 'string' ? { outcome: output.outcome } : {};
}
