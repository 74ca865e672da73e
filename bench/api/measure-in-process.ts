/**
 * Calls the predict function's bundle as Lambda does, one request after another, and measures it and its model's part.
 * The last line of the output is JSON.
 *
 *   node bench/api/measure-in-process.ts BUNDLE MODEL_FOLDER APPLICATIONS REQUESTS
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { loadExplainableModel } from '../../lambdas/shared/model/load-model.ts';
import { buildModelInputs } from '../../lambdas/shared/model/model-inputs.ts';
import { runGraph } from '../../lambdas/shared/model/run-graph.ts';
import { buildGatewayEvent, buildLambdaContext, buildServiceClaims } from '../../testing/api/gateway-event.ts';
import { computePercentiles } from './send-load.ts';

const [bundle = '', folder = '', applications = '', requests = ''] = process.argv.slice(2);
const count = Number(requests);
const WARM_UP = 300;

async function measureCalls(work: (i: number) => Promise<unknown>) {
  for (let i = 0; i < Math.min(WARM_UP, count); i += 1) await work(i);
  const times: number[] = [];
  const started = performance.now();
  const spent = process.cpuUsage();
  for (let i = 0; i < count; i += 1) {
    const before = performance.now();
    await work(i);
    times.push(performance.now() - before);
  }
  const { user, system } = process.cpuUsage(spent);
  const processor = (user + system) / 1000 / count;
  return { ...computePercentiles(times), processor, per_second: (1000 * count) / (performance.now() - started) };
}

async function measureHandler() {
  const { handler } = (await import(join(bundle, 'prediction-api/predict.mjs'))) as { handler: ApiHandler };
  const claims = buildServiceClaims('risk/score', 'bench');
  return measureCalls(async (i) => {
    const body = { application_id: `bench-${i % Number(applications)}` };
    const call = { method: 'POST' as const, resource: '/v1/predict', body, claims };
    const { statusCode, body: answer } = await handler(buildGatewayEvent(call), buildLambdaContext());
    if (statusCode !== 200) throw new Error(`the handler answered ${statusCode}: ${answer}`);
  });
}

const OUTPUTS = ['pd', 'raw', 'prepared'];

async function measureModel() {
  const manifest = JSON.parse(readFileSync(join(folder, 'model/manifest.json'), 'utf8'));
  const reference = { version: manifest.version, key: '', sha256: manifest.onnx.sha256, manifest_sha256: null };
  const model = await loadExplainableModel(reference, async (_, file) => readFileSync(join(folder, 'model', file)));
  const rows = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')) as FeatureRecord[];
  const record = (i: number) => rows[i % rows.length] as FeatureRecord;
  const inputs = rows.map((row) => buildModelInputs(model.manifest.inputs, [row]));
  return {
    floor: await measureCalls((i) => model.session.run(inputs[i % inputs.length] as (typeof inputs)[number], OUTPUTS)),
    without: await measureCalls((i) => runGraph(model, [record(i)])),
    with: await measureCalls(async (i) => {
      const outputs = await runGraph(model, [record(i)]);
      model.explain(record(i), outputs, 0);
    }),
  };
}

const handlerTimes = await measureHandler();
const memory = process.memoryUsage().rss / 2 ** 20;
console.log(`\n${JSON.stringify({ handler: handlerTimes, memory, model: await measureModel() })}`);
process.exit(0);
