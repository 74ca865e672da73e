/** Prints what was measured as tables, and beside its goals. */
import Table from 'cli-table3';
import { type Goal, goalsLine, machine } from '../results.ts';
import type { Loaded } from './send-load.ts';

/** `processor`: mean milliseconds of the process's own time, which other work hardly changes; unknown of a server. */
type Times = Pick<Loaded, 'p50' | 'p95' | 'p99' | 'per_second'> & { processor?: number };

/** The function in one process, one request after another; and of it the model's part. */
export interface InProcess {
  handler: Times;
  /** MiB. */
  memory: number;
  model: { floor: Times; without: Times; with: Times };
}

/** A server of two workers: one request after another, and as many as it can answer to eight connections. */
export interface Measured {
  name: string;
  alone: Loaded;
  full: Loaded;
  memory: number;
  first_answer: number;
}

type Through = { first_answer: number; steady: Loaded; full: Loaded };
export type Whole = { floor: Through; api: Through };

export interface Results {
  inProcess: InProcess;
  /** Milliseconds. */
  init: number;
  servers: Measured[];
  whole: Whole;
  /** MiB of the prediction bundle, unpacked. */
  bundled: number;
  /** Load averages before and after. */
  load: [number, number];
  json: boolean;
}

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const whole = (value: number) => Math.round(value).toLocaleString('en-GB');

export function report(results: Results): void {
  const { inProcess, servers, whole: gateway } = results;
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
  const init = `init ${whole(results.init)} ms, bundle ${results.bundled.toFixed(1)} MiB`;
  console.log(`${init}, memory of one process ${whole(inProcess.memory)} MiB`);
  console.log(
    `first answer through the gateway ${whole(gateway.api.first_answer)} ms (trivial ${whole(gateway.floor.first_answer)})`,
  );
  console.log(`${machine()}; load average ${results.load.join(' before, ')} after`);
  const goals = goalsOf(results);
  for (const { name, value, unit, goal, met } of goals) {
    console.log(`${met ? 'reached' : 'missed '}  ${name}: ${value} ${unit} (goal ${goal})`);
  }
  if (results.json) console.log(goalsLine('api', goals));
}

function tableOf(head: string[]) {
  return new Table({
    ...{ head, colAligns: ['left', ...head.slice(1).map(() => 'right' as const)] },
    style: { head: [], border: [], compact: true },
  });
}

function printServers(servers: Measured[]): void {
  const table = tableOf(['two workers', 'req/s', '× (c)', 'p50', 'p95', 'p99', 'p50 alone', 'MiB', 'first answer']);
  for (const server of servers) {
    const { name, alone, full, memory, first_answer } = server;
    const ratio = (full.per_second / peerOf(servers, name).full.per_second).toFixed(2);
    const times = [full.p50, full.p95, full.p99, alone.p50].map(ms);
    table.push([name, whole(full.per_second), ratio, ...times, whole(memory), whole(first_answer)]);
  }
  console.log(table.toString());
}

/** (c) with reasons, or without for what has none. */
function peerOf(servers: Measured[], name: string): Measured {
  const flask = servers.filter((server) => server.name.startsWith('(c)'));
  const found = flask.find((server) => server.name.endsWith(name.endsWith('without') ? 'without' : 'reasons'));
  if (!found) throw new Error('the peer was not measured');
  return found;
}

function printTimes(title: string, rows: [string, Times][]): void {
  const table = tableOf([title, 'req/s', 'p50', 'p95', 'p99', 'processor']);
  for (const [name, times] of rows) {
    const processor = times.processor === undefined ? '' : ms(times.processor);
    table.push([name, whole(times.per_second), ...[times.p50, times.p95, times.p99].map(ms), processor]);
  }
  console.log(table.toString());
}

const atMost = (name: string, value: number, unit: string, goal: number): Goal => ({
  ...{ name, value: Number(value.toFixed(2)), unit, goal, met: value <= goal },
});
const atLeast = (name: string, value: number, unit: string, goal: number): Goal => ({
  ...{ name, value: Number(value.toFixed(2)), unit, goal, met: value >= goal },
});

function goalsOf({ inProcess, init, servers, whole, bundled }: Results): Goal[] {
  const [own] = servers;
  if (!own) throw new Error('nothing was measured');
  const peer = peerOf(servers, own.name).full.per_second;
  const plain = peerOf(servers, 'without').full.per_second;
  const { steady, full } = whole.api;
  return [
    atMost('in-process p95, with reasons and stored evidence', inProcess.handler.p95, 'ms', 20),
    atMost('model time p99 with reasons', inProcess.model.with.p99, 'ms', 5),
    atMost('model time p99 without', inProcess.model.without.p99, 'ms', 0.5),
    atLeast('throughput beside Flask, both with reasons', own.full.per_second / peer, '×', 5),
    atLeast('throughput with reasons beside Flask without', own.full.per_second / plain, '×', 5),
    atLeast('whole path, as fast as it can', full.per_second, 'requests/s', 100),
    atMost('whole path p95 at 100 a second', steady.p95, 'ms', 200),
    atMost('whole path requests failed', steady.failed + full.failed, '', 0),
    atMost('init of a new process', init, 'ms', 700),
    atMost('prediction bundle, unpacked', bundled, 'MiB', 60),
  ];
}
