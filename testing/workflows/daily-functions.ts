/** Imports the functions of the daily workflow, for harnesses that run its state machine in one process. */
import type { Tasks } from './execute-state-machine.ts';

/** Imports the functions by their tokens in the state machine. Call it when the environment is complete. */
export async function importDailyFunctions(): Promise<Tasks> {
  const handlers = {
    OpenRun: await import('../../lambdas/ingest/open-run.lambda.ts'),
    VerifyManifest: await import('../../lambdas/ingest/verify-manifest.lambda.ts'),
    PrepareFile: await import('../../lambdas/ingest/prepare-file.lambda.ts'),
    ImportPart: await import('../../lambdas/ingest/import-part.lambda.ts'),
    BuildPartition: await import('../../lambdas/features/build-partition.lambda.ts'),
    CheckQuality: await import('../../lambdas/quality/check-quality.lambda.ts'),
    PublishRun: await import('../../lambdas/ingest/publish-run.lambda.ts'),
    CloseRun: await import('../../lambdas/ingest/close-run.lambda.ts'),
  };
  const context = { functionName: 'test', awsRequestId: 'test' } as never;
  const tasks = Object.entries(handlers).map(([name, { handler }]) => [
    name,
    (input: unknown) => handler(input, context),
  ]);
  return Object.fromEntries(tasks);
}
