/** Makes a portfolio report by the function that makes the weekly one. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { CommandError } from '../terminal/command-error.ts';
import type { WorkflowDependencies } from '../workflows/run-timed-workflow.ts';

/** The report could not be made, or none was made yet. */
export class NoReport extends CommandError {}

const FunctionResult = z.object({ keys: z.object({ html: z.string(), csv: z.string() }) });

/** Object keys of the page and of its figures. */
export type ReportKeys = z.infer<typeof FunctionResult>['keys'];

/**
 * Makes the report and stores it in the report bucket.
 * @param announces also announces it to the subscribers
 * @throws {NoReport} when the function fails
 */
export async function makePortfolioReport(
  { parameter }: Pick<WorkflowDependencies, 'parameter'>,
  announces: boolean,
): Promise<ReportKeys> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({
      FunctionName: parameter('reporting/portfolio-report-function'),
      Payload: JSON.stringify({ announces }),
    }),
  );
  const payload: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  const result = FunctionResult.safeParse(payload);
  if (FunctionError || !result.success) {
    const { errorMessage } = (payload ?? {}) as { errorMessage?: string };
    throw new NoReport(`the report could not be made: ${errorMessage ?? 'npm run logs -- --since 10m shows why'}`);
  }
  return result.data.keys;
}
