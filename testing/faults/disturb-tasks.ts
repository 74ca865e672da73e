/** Disturbs the calls of tasks by the seed: they fail, die, stall, run twice or run late. */

import type { SeededRandom } from '../random.ts';
import type { Tasks } from '../workflows/execute-state-machine.ts';
import type { Coverage } from './coverage.ts';
import { type CallFault, invokeWithFault } from './data-api-faults.ts';

type Task = (input: unknown) => unknown;

/** Work that runs later than the workflow expects: late calls of tasks and stalled functions. */
export class DelayedWork {
  readonly #waiting: (() => void)[] = [];
  readonly #inFlight = new Set<Promise<unknown>>();

  add(release: () => void): void {
    this.#waiting.push(release);
  }

  /** Releases one waiting call. */
  releaseNext(random: SeededRandom): void {
    const [release] = this.#waiting.splice(random.below(this.#waiting.length), 1);
    release?.();
  }

  /** Tracks work that continues without being awaited. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    const settled = work.then(
      () => {},
      () => {},
    );
    this.#inFlight.add(settled);
    settled.finally(() => this.#inFlight.delete(settled));
    return work;
  }

  /** Releases all waiting calls and waits until nothing runs any more. */
  async releaseAll(): Promise<void> {
    while (this.#waiting.length > 0 || this.#inFlight.size > 0) {
      for (const release of this.#waiting.splice(0)) release();
      await Promise.all(this.#inFlight);
    }
  }
}

export interface Disturbance {
  random: SeededRandom;
  delayed: DelayedWork;
  /** Share of the calls that are disturbed, 0 to 1. */
  faultShare: number;
  /** The task that fails at every call of this execution. */
  brokenTask: string | undefined;
  /** Fault of a task's first call, whatever the share is. */
  firstFault?: { task: string; kind: FaultKind } | undefined;
  /** Called with every fault, for the report of a failed seed. */
  note: (event: string) => void;
  /** Counts the faults by task and kind. */
  coverage: Coverage;
}

/** Wraps functions so that their calls are disturbed. */
export function disturbTasks(functions: Tasks, disturbance: Disturbance): Tasks {
  const wrapped = Object.entries(functions).map(([name, work]) => [name, disturbTask(name, work as Task, disturbance)]);
  return Object.fromEntries(wrapped);
}

/** Kinds of faults. `before` and `after`: the task fails without or with its work done. */
export const FAULT_KINDS = ['before', 'after', 'break', 'die', 'stall', 'twice', 'late', 'delay'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
const WEIGHTED_KINDS = [...FAULT_KINDS, 'stall', 'late'] as const;

function disturbTask(name: string, work: Task, disturbance: Disturbance): Task {
  const { random, delayed, faultShare, brokenTask, note, coverage } = disturbance;
  const deliver = (input: unknown, fault?: CallFault) => delayed.track(invokeWithFault(fault, async () => work(input)));
  return async (input) => {
    const isBroken = name === brokenTask;
    const first = disturbance.firstFault?.task === name ? disturbance.firstFault.kind : undefined;
    if (first) disturbance.firstFault = undefined;
    if (!isBroken && !first && !random.chance(faultShare)) return deliver(input);
    // A broken task fails at every call, with or without its work done.
    const kind =
      first ?? (isBroken ? random.pick(['before', 'before', 'after'] as const) : random.pick(WEIGHTED_KINDS));
    const at = 1 + random.below(first ? 3 : random.chance(0.3) ? 40 : 7);
    const side = random.pick(['request', 'answer'] as const);
    coverage.note(`${name}: ${kind}`);
    note(`${name}: ${kind}${['break', 'die', 'stall'].includes(kind) ? ` at call ${at}, ${side}` : ''}`);
    switch (kind) {
      case 'before':
        throw new Error('it was not delivered');
      case 'after':
        await deliver(input);
        throw new Error('its answer was lost');
      case 'break':
      case 'die':
        return deliver(input, { at, side, effect: kind });
      case 'stall':
        return deliverStalled(deliver, input, { at, side }, delayed);
      case 'twice':
        return random.pick(await deliverTwice(deliver, input));
      case 'late':
        delayed.add(() => void deliver(input).catch(() => {}));
        return deliver(input);
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, random.below(20)));
        return deliver(input);
    }
  };
}

async function deliverTwice(deliver: Task, input: unknown): Promise<unknown[]> {
  const answers = await Promise.allSettled([deliver(input), deliver(input)]);
  const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  if (given.length === 0) throw new Error('both deliveries failed');
  return given;
}

/** Calls a function that stalls: the workflow gets a timeout, and the function continues much later. */
function deliverStalled(
  deliver: (input: unknown, fault: CallFault) => Promise<unknown>,
  input: unknown,
  { at, side }: Pick<CallFault, 'at' | 'side'>,
  late: DelayedWork,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { promise: resume, resolve: release } = Promise.withResolvers<void>();
    late.add(release);
    const fault: CallFault = { at, side, effect: 'stall', resume, onStall: () => reject(new Error('States.Timeout')) };
    deliver(input, fault).then(resolve, reject);
  });
}
