/** Runs the function `simulate-part` in a thread of its own, as Lambda runs parts beside each other. */
import '../../testing/silence-logs.ts';
import { parentPort } from 'node:worker_threads';
import { handler } from '../../lambdas/simulation/simulate-part.lambda.ts';
import { buildLambdaContext } from '../../testing/api/gateway-event.ts';

parentPort?.on('message', async (input: unknown) => {
  await handler(input, buildLambdaContext(900_000));
  parentPort?.postMessage('done');
});
