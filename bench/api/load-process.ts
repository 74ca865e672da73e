/** Reads load options (send-load.ts) from its input, sends the load with autocannon and prints the result as JSON. */
import { text } from 'node:stream/consumers';
import autocannon, { type Result } from 'autocannon';
import { computePercentiles, type LoadOptions } from './send-load.ts';

const load: LoadOptions = JSON.parse(await text(process.stdin));
const times: number[] = [];
const statuses: Record<string, number> = {};
const headers = { 'content-type': 'application/json', ...load.headers };
const started = performance.now();
const { promise, resolve, reject } = Promise.withResolvers<Result>();
const options = {
  url: load.url,
  connections: load.connections,
  duration: load.seconds,
  overallRate: load.rate,
  timeout: 30,
  requests: load.bodies.map((body) => ({ method: 'POST' as const, headers, body })),
};
const running = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
// autocannon's histogram has whole milliseconds and no 95 %.
running.on('response', (_client, status, _bytes, milliseconds) => {
  times.push(milliseconds);
  statuses[status] = (statuses[status] ?? 0) + 1;
});
const { errors, timeouts } = await promise;
const seconds = (performance.now() - started) / 1000;
const answered = times.length - (statuses[200] ?? 0);
const loaded = { requests: times.length, per_second: times.length / seconds, ...computePercentiles(times) };
console.log(JSON.stringify({ ...loaded, failed: answered + errors + timeouts, statuses }));
