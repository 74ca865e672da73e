/**
 * One seed: executions of the daily workflow that are disturbed, killed, started again and overlapped, then an
 * undisturbed one; and what has to be true of it.
 */
import { execute, readDefinition } from '../workflow.ts';
import { disturbed, Late } from './faults.ts';
import { type Random, randomOf } from './random.ts';
import { type Contents, everything, readersSee, unaccounted } from './reading.ts';
import type { FaultWorld } from './world.ts';

const definition = readDefinition('daily-etl');
const INPUT = { up_to: '2005-12-31' };

/** What an undisturbed execution leaves, and what readers see before it, after its first day, and after its second. */
export interface Reference {
  contents: Contents;
  states: string[];
}

/** @throws when the undisturbed execution itself does not end well */
export async function referenceOf(world: FaultWorld): Promise<Reference> {
  await world.clear();
  const states = [await readersSee(world)];
  const onState = async (name: string) => {
    if (name === 'CloseRun') states.push(await readersSee(world));
  };
  const { status, error, cause } = await execute(definition, INPUT, world.functions, { isConcurrent: true, onState });
  if (status !== 'SUCCEEDED' || new Set(states).size !== 3) throw new Error(`undisturbed: ${error} ${cause}`);
  return { contents: await everything(world), states };
}

export interface Outcome {
  /** What befell it, in order. */
  story: string[];
  /** What should not be; empty when all is well. */
  violations: string[];
}

export async function runSeed(world: FaultWorld, reference: Reference, seed: number): Promise<Outcome> {
  await world.clear();
  const outcome: Outcome = { story: [], violations: [] };
  const play = new Play(world, reference, randomOf(seed), outcome);
  await play.disturbedExecutions(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}`);
  await play.lastExecution(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}-last`);
  return outcome;
}

class Play {
  readonly #world: FaultWorld;
  readonly #reference: Reference;
  readonly #random: Random;
  readonly #outcome: Outcome;
  readonly #late = new Late();
  /** Index of the newest state that readers have seen. */
  #seen = 0;

  constructor(world: FaultWorld, reference: Reference, random: Random, outcome: Outcome) {
    this.#world = world;
    this.#reference = reference;
    this.#random = random;
    this.#outcome = outcome;
  }

  async disturbedExecutions(name: string): Promise<void> {
    const executions = this.#random.pick([1, 1, 2, 2, 3]);
    let overlapping: Promise<void> | undefined;
    for (let n = 0; n < executions; n += 1) {
      const { started, ended } = this.#disturbedExecution(`${name}-${n}`);
      await overlapping;
      overlapping = ended;
      // The next one comes after this one's end, or while it is at work.
      await (this.#random.chance(0.3) ? started : ended);
    }
    await overlapping;
  }

  /** `started` resolves at some boundary in its middle. */
  #disturbedExecution(id: string): { started: Promise<void>; ended: Promise<void> } {
    const random = this.#random;
    const note = (what: string) => void this.#outcome.story.push(`${id.split('-').at(-1)}: ${what}`);
    const broken = random.chance(0.25) ? random.pick(Object.keys(this.#world.functions)) : undefined;
    const killedAt = random.chance(0.6) ? 1 + random.below(90) : Number.POSITIVE_INFINITY;
    const takenForDeadAt = random.chance(0.15) ? 1 + random.below(60) : Number.POSITIVE_INFINITY;
    const startedAt = 1 + random.below(60);
    const killed = new AbortController();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    let boundary = 0;
    const onState = async (name: string) => {
      boundary += 1;
      if (boundary === startedAt) start();
      if (boundary === takenForDeadAt) this.#world.aws.running.delete(id);
      if (boundary === killedAt) {
        note(`killed before ${name}`);
        killed.abort();
      }
      await this.#atBoundary(name, 0.15);
    };
    const share = random.pick([0, 0.05, 0.15]);
    const tasks = disturbed(this.#world.functions, { random, late: this.#late, share, broken, note });
    this.#world.aws.running.add(id);
    if (broken) note(`${broken} is broken`);
    const running = execute(definition, INPUT, tasks, { id, isConcurrent: true, signal: killed.signal, onState });
    const ended = running.then(({ status, error }) => {
      note(`${status} ${error ?? ''}`);
      this.#world.aws.running.delete(id);
      start();
    });
    return { started, ended };
  }

  async lastExecution(id: string): Promise<void> {
    this.#world.aws.running.add(id);
    const onState = (name: string) => this.#atBoundary(name, 0.3);
    const last = await execute(definition, INPUT, this.#world.functions, { id, isConcurrent: true, onState });
    this.#world.aws.running.delete(id);
    if (last.status !== 'SUCCEEDED') this.#violated(`the last execution ended as ${last.error}: ${last.cause}`);
    await this.#look();
    await this.#late.finish();
    await this.#look();
    if (this.#seen !== this.#reference.states.length - 1) this.#violated('readers do not see the last day');
    for (const row of await unaccounted(this.#world)) this.#violated(`rows not accounted for: ${JSON.stringify(row)}`);
    const contents = await everything(this.#world);
    for (const [name, expected] of Object.entries(this.#reference.contents)) {
      if (contents[name] !== expected)
        this.#violated(`${name} differs:\n${difference(expected, contents[name] ?? '')}`);
    }
  }

  /** Between two steps late work may arrive, and readers look. */
  async #atBoundary(name: string, lateShare: number): Promise<void> {
    if (this.#random.chance(lateShare)) this.#late.releaseOne(this.#random);
    if (name === 'ScoreApplications' || this.#random.chance(0.1)) await this.#look();
  }

  async #look(): Promise<void> {
    const state = this.#reference.states.indexOf(await readersSee(this.#world));
    if (state < 0) this.#violated('readers saw a half state');
    else if (state < this.#seen) this.#violated('readers saw an earlier state again');
    this.#seen = Math.max(this.#seen, state);
  }

  #violated(what: string): void {
    this.#outcome.story.push(`! ${what.split('\n')[0]}`);
    this.#outcome.violations.push(what);
  }
}

/** Lines that only one of both has. */
function difference(expected: string, actual: string): string {
  const [before, after] = [expected.split('\n'), actual.split('\n')];
  const only = (lines: string[], others: string[], mark: string) => {
    const left = [...others];
    return lines.flatMap((line) => {
      const at = left.indexOf(line);
      if (at < 0) return [`${mark} ${line.slice(0, 600)}`];
      left.splice(at, 1);
      return [];
    });
  };
  return [...only(before, after, '-'), ...only(after, before, '+')].slice(0, 8).join('\n');
}
