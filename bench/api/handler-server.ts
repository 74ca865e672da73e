/**
 * Serves the predict function's bundle through a bare HTTP server, so that it gets the same load as its peers.
 *
 *   node bench/api/handler-server.ts BUNDLE PORT WORKERS
 */
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildGatewayEvent, buildLambdaContext, buildServiceClaims } from '../../testing/api/gateway-event.ts';

const [bundle = '', port = '', workers = ''] = process.argv.slice(2);
const claims = buildServiceClaims('risk/score', 'bench');

if (cluster.isPrimary) {
  for (let i = 0; i < Number(workers); i += 1) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
    process.exit(0);
  });
} else {
  const { handler } = await import(join(bundle, 'prediction-api/predict.mjs'));
  createServer(async (request, response) => {
    const body = await text(request);
    const answer = await handler(
      buildGatewayEvent({ method: 'POST', resource: '/v1/predict', body, claims }),
      buildLambdaContext(),
    );
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  }).listen(Number(port), '127.0.0.1');
}
