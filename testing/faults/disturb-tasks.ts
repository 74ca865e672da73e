/** What befalls one delivery of a task, by the seed. */

import type { Random } from '../random.ts';
import type { Tasks } from '../workflows/execute-state-machine.ts';
import type { Coverage } from './coverage.ts';
import { type CallFault, invoke } from './data-api-faults.ts';

type Work = (input: unknown) => unknown;

/** Work that happens later than it should: late deliveries of tasks, and what was stalled. */
export class Late {
  readonly #waiting: (() => void)[] = [];
  readonly #inFlight = new Set<Promise<unknown>>();

  later(release: () => void): void {
    this.#waiting.push(release);
  }

  /** Lets one of them happen now. */
  releaseOne(random: Random): void {
    const [release] = this.#waiting.splice(random.below(this.#waiting.length), 1);
    release?.();
  }

  /** Something that runs on although nobody waits for it. */
  follow<Result>(work: Promise<Result>): Promise<Result> {
    const settled = work.then(
      () => {},
      () => {},
    );
    this.#inFlight.add(settled);
    settled.finally(() => this.#inFlight.delete(settled));
    return work;
  }

  /** Lets all of them happen, and waits for everything that runs. */
  async finish(): Promise<void> {
    while (this.#waiting.length > 0 || this.#inFlight.size > 0) {
      for (const release of this.#waiting.splice(0)) release();
      await Promise.all(this.#inFlight);
    }
  }
}

export interface Disturbance {
  random: Random;
  late: Late;
  /** Share of the deliveries that something befalls. */
  share: number;
  /** The task that never succeeds in this execution. */
  broken: string | undefined;
  /** Befalls its task the first time, whatever the share is. */
  first?: { task: string; kind: FaultKind } | undefined;
  /** Told every fault, for the report of a failed seed. */
  note: (what: string) => void;
  /** Counts them by task and kind. */
  coverage: Coverage;
}

/** The same functions, disturbed. */
export function disturbed(functions: Tasks, disturbance: Disturbance): Tasks {
  const wrapped = Object.entries(functions).map(([name, work]) => [name, disturb(name, work as Work, disturbance)]);
  return Object.fromEntries(wrapped);
}

/** `before` and `after`: the task fails without or with its work done. */
export const KINDS = ['before', 'after', 'break', 'die', 'stall', 'twice', 'late', 'delay'] as const;
export type FaultKind = (typeof KINDS)[number];
const OFTEN = [...KINDS, 'stall', 'late'] as const;

function disturb(name: string, work: Work, disturbance: Disturbance): Work {
  const { random, late, share, broken, note, coverage } = disturbance;
  const deliver = (input: unknown, fault?: CallFault) => late.follow(invoke(fault, async () => work(input)));
  return async (input) => {
    const isBroken = name === broken;
    const first = disturbance.first?.task === name ? disturbance.first.kind : undefined;
    if (first) disturbance.first = undefined;
    if (!isBroken && !first && !random.chance(share)) return deliver(input);
    // What is broken fails whatever it has done.
    const kind = first ?? (isBroken ? random.pick(['before', 'before', 'after'] as const) : random.pick(OFTEN));
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
        return stalled(deliver, input, { at, side }, late);
      case 'twice':
        return random.pick(await both(deliver, input));
      case 'late':
        late.later(() => void deliver(input).catch(() => {}));
        return deliver(input);
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, random.below(20)));
        return deliver(input);
    }
  };
}

async function both(deliver: Work, input: unknown): Promise<unknown[]> {
  const answers = await Promise.allSettled([deliver(input), deliver(input)]);
  const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  if (given.length === 0) throw new Error('both deliveries failed');
  return given;
}

/** The workflow gives it up after a while; it goes on much later. */
function stalled(
  deliver: (input: unknown, fault: CallFault) => Promise<unknown>,
  input: unknown,
  { at, side }: Pick<CallFault, 'at' | 'side'>,
  late: Late,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { promise: resume, resolve: release } = Promise.withResolvers<void>();
    late.later(release);
    const fault: CallFault = { at, side, effect: 'stall', resume, onStall: () => reject(new Error('States.Timeout')) };
    deliver(input, fault).then(resolve, reject);
  });
}
