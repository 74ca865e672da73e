/** Prints the figures of the API benchmark as tables and compares them with the goals. */
import { createTable, describeMachine, formatGoals, type Goal } from '../results.ts';
import type { LoadResult } from './send-load.ts';

/** `processor`: mean milliseconds of the process's own time, which other work hardly changes. Unknown for servers. */
type Times = Pick<LoadResult, 'p50' | 'p95' | 'p99' | 'per_second'> & { processor?: number };

/** The function in one process, one request after another, and the part of the model. */
export interface InProcessTimes {
  handler: Times;
  /** In MiB. */
  memory: number;
  model: { floor: Times; without: Times; with: Times };
}

/** A server with two workers: one request after another (`alone`), and eight connections at full speed (`full`). */
export interface ServerMeasurement {
  name: string;
  alone: LoadResult;
  full: LoadResult;
  memory: number;
  first_answer: number;
}

interface GatewayTimes {
  first_answer: number;
  steady: LoadResult;
  full: LoadResult;
}
export interface GatewayMeasurement {
  floor: GatewayTimes;
  api: GatewayTimes;
}

export interface ApiBenchResults {
  inProcess: InProcessTimes;
  /** In milliseconds. */
  init: number;
  servers: ServerMeasurement[];
  gateway: GatewayMeasurement;
  /** Size of the unpacked prediction bundle. */
  bundleMebibytes: number;
  /** Load averages before and after. */
  load: [number, number];
  json: boolean;
}

const formatMilliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const formatCount = (value: number) => Math.round(value).toLocaleString('en-GB');

export function printReport(results: ApiBenchResults): void {
  const { inProcess, servers, gateway } = results;
  printServers(servers);
  printTimes('in the process, one after another', [
    ['(a) the function, evidence stored, with reasons', inProcess.handler],
    ['(e) the model: ONNX Runtime alone', inProcess.model.floor],
    ['    … with inputs and checks', inProcess.model.without],
    ['    … and reasons', inProcess.model.with],
  ]);
  printTimes('through the local gateway', [
    ['(b) this API, 100 a second', gateway.api.steady],
    ['    … as fast as it can', gateway.api.full],
    ['    a trivial function, 100 a second', gateway.floor.steady],
    ['    … as fast as it can', gateway.floor.full],
  ]);
  const init = `init ${formatCount(results.init)} ms, bundle ${results.bundleMebibytes.toFixed(1)} MiB`;
  console.log(`${init}, memory of one process ${formatCount(inProcess.memory)} MiB`);
  console.log(
    `first answer through the gateway ${formatCount(gateway.api.first_answer)} ms (trivial ${formatCount(gateway.floor.first_answer)})`,
  );
  console.log(`${describeMachine()}; load average ${results.load.join(' before, ')} after`);
  const goals = buildGoals(results);
  for (const { name, value, unit, goal, met } of goals) {
    console.log(`${met ? 'reached' : 'missed '}  ${name}: ${value} ${unit} (goal ${goal})`);
  }
  if (results.json) console.log(formatGoals('api', goals));
}

function printServers(servers: ServerMeasurement[]): void {
  const table = createTable(['two workers', 'req/s', '× (c)', 'p50', 'p95', 'p99', 'p50 alone', 'MiB', 'first answer']);
  for (const server of servers) {
    const { name, alone, full, memory, first_answer } = server;
    const ratio = (full.per_second / findPeer(servers, name).full.per_second).toFixed(2);
    const times = [full.p50, full.p95, full.p99, alone.p50].map(formatMilliseconds);
    table.push([name, formatCount(full.per_second), ratio, ...times, formatCount(memory), formatCount(first_answer)]);
  }
  console.log(table.toString());
}

/** Finds the peer (c) with reasons, or without for a server without. */
function findPeer(servers: ServerMeasurement[], name: string): ServerMeasurement {
  const flask = servers.filter((server) => server.name.startsWith('(c)'));
  const found = flask.find((server) => server.name.endsWith(name.endsWith('without') ? 'without' : 'reasons'));
  if (!found) throw new Error('the peer was not measured');
  return found;
}

function printTimes(title: string, rows: [string, Times][]): void {
  const table = createTable([title, 'req/s', 'p50', 'p95', 'p99', 'processor']);
  for (const [name, times] of rows) {
    const processor = times.processor === undefined ? '' : formatMilliseconds(times.processor);
    table.push([
      name,
      formatCount(times.per_second),
      ...[times.p50, times.p95, times.p99].map(formatMilliseconds),
      processor,
    ]);
  }
  console.log(table.toString());
}

const buildUpperGoal = (name: string, value: number, unit: string, goal: number): Goal => ({
  ...{ name, value: Number(value.toFixed(2)), unit, goal, met: value <= goal },
});
const buildLowerGoal = (name: string, value: number, unit: string, goal: number): Goal => ({
  ...{ name, value: Number(value.toFixed(2)), unit, goal, met: value >= goal },
});

function buildGoals({ inProcess, init, servers, gateway, bundleMebibytes }: ApiBenchResults): Goal[] {
  const [own] = servers;
  if (!own) throw new Error('nothing was measured');
  const peer = findPeer(servers, own.name).full.per_second;
  const plain = findPeer(servers, 'without').full.per_second;
  const { steady, full } = gateway.api;
  return [
    buildUpperGoal('in-process p95, with reasons and stored evidence', inProcess.handler.p95, 'ms', 20),
    buildUpperGoal('model time p99 with reasons', inProcess.model.with.p99, 'ms', 5),
    buildUpperGoal('model time p99 without', inProcess.model.without.p99, 'ms', 0.5),
    buildLowerGoal('throughput compared with Flask, both with reasons', own.full.per_second / peer, '×', 5),
    buildLowerGoal('throughput with reasons compared with Flask without', own.full.per_second / plain, '×', 5),
    buildLowerGoal('whole path, as fast as it can', full.per_second, 'requests/s', 100),
    buildUpperGoal('whole path p95 at 100 a second', steady.p95, 'ms', 200),
    buildUpperGoal('whole path requests failed', steady.failed + full.failed, '', 0),
    buildUpperGoal('init of a new process', init, 'ms', 700),
    buildUpperGoal('prediction bundle, unpacked', bundleMebibytes, 'MiB', 60),
  ];
}
