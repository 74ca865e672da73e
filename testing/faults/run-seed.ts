/**
 * One seed: executions of the daily workflow that are disturbed, killed, started again and overlapped, then an
 * undisturbed one; and what has to be true of it.
 */

import { type Random, randomOf } from '../random.ts';
import { execute } from '../workflows/execute-state-machine.ts';
import { Coverage } from './coverage.ts';
import { OVERWRITTEN } from './deliveries.ts';
import { disturbed, KINDS, Late } from './disturb-tasks.ts';
import { type FaultWorld, LANDING } from './fault-harness.ts';
import { clearText, unopened } from './personal-data.ts';
import { type Contents, everything, readersSee, unaccounted } from './read-contents.ts';
import { UNSCORED } from './score-without-model.ts';

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
  const { status, error, cause } = await execute(world.definition, INPUT, world.functions, {
    isConcurrent: true,
    onState,
  });
  if (status !== 'SUCCEEDED' || new Set(states).size !== 3) throw new Error(`undisturbed: ${error} ${cause}`);
  return { contents: await everything(world), states };
}

export interface Outcome {
  /** What befell it, in order. */
  story: string[];
  /** What should not be; empty when all is well. */
  violations: string[];
}

/** The functions of a usual day, and its scoring. */
const TASKS = [
  ...['OpenRun', 'VerifyManifest', 'PrepareFile', 'ImportPart', 'BuildPartition', 'CheckQuality', 'PublishRun'],
  ...['Scoring', 'CloseRun'],
];

/** States at which an execution is killed, one after the other as the seeds go; the others end in a moment. */
export const BOUNDARIES = [
  ...['OpenRun', 'IsRunOpen', 'VerifyManifest', 'IsManifestVerified', 'PrepareFiles', 'PrepareFile'],
  ...['IsEveryFilePrepared', 'ImportCustomers', 'ImportCustomerPart', 'ImportOthers', 'ImportPart', 'WhichEngine'],
  ...['BuildFeatures', 'BuildPartition', 'CheckQuality', 'IsQualityGood', 'Publish', 'ScoreApplications', 'CloseRun'],
  ...['Finished', 'CloseFailedRun', 'CloseGateFailedRun', 'CloseRefusedRun'],
] as const;

/** Each kind of fault for each task: the first call of it in the odd seeds, one after the other. */
export const FAULTS = TASKS.flatMap((task) => KINDS.map((kind) => ({ task, kind })));

/** What leads to the states that a good day never sees. */
const LEADING: Record<string, string> = {
  CloseFailedRun: 'a task is broken',
  CloseGateFailedRun: 'the gate fails',
  CloseRefusedRun: 'a file is not the one promised',
};

export async function runSeed(
  world: FaultWorld,
  reference: Reference,
  seed: number,
  coverage: Coverage = new Coverage(),
): Promise<Outcome> {
  await world.clear();
  const outcome: Outcome = { story: [], violations: [] };
  const play = new Play(world, reference, randomOf(seed), { outcome, coverage, seed });
  await play.disturbedExecutions(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}`);
  await play.lastExecution(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}-last`);
  return outcome;
}

class Play {
  readonly #world: FaultWorld;
  readonly #reference: Reference;
  readonly #random: Random;
  readonly #outcome: Outcome;
  readonly #coverage: Coverage;
  readonly #seed: number;
  readonly #late = new Late();
  /** Index of the newest state that readers have seen. */
  #seen = 0;
  /** Causes and outputs of the executions. */
  readonly #told: string[] = [];
  /** The file that the lender wrote over. */
  #promised: Buffer | undefined;

  constructor(
    world: FaultWorld,
    reference: Reference,
    random: Random,
    { outcome, coverage, seed }: { outcome: Outcome; coverage: Coverage; seed: number },
  ) {
    this.#world = world;
    this.#reference = reference;
    this.#random = random;
    this.#outcome = outcome;
    this.#coverage = coverage;
    this.#seed = seed;
  }

  async disturbedExecutions(name: string): Promise<void> {
    const executions = this.#random.pick([1, 1, 2, 2, 3]);
    let overlapping: Promise<void> | undefined;
    for (let n = 0; n < executions; n += 1) {
      const { started, ended } = this.#disturbedExecution(`${name}-${n}`, n);
      await overlapping;
      overlapping = ended;
      // The next one comes after this one's end, or while it is at work.
      await (this.#random.chance(0.3) ? started : ended);
    }
    await overlapping;
  }

  /** `started` resolves at some boundary in its middle. */
  #disturbedExecution(id: string, n: number): { started: Promise<void>; ended: Promise<void> } {
    const random = this.#random;
    const note = (what: string) => void this.#outcome.story.push(`${n}: ${what}`);
    // Even seeds kill their first execution at the next boundary in the list, odd ones bring it the next fault.
    const killedBefore = n === 0 && this.#seed % 2 === 0 ? BOUNDARIES[(this.#seed / 2) % BOUNDARIES.length] : undefined;
    const first = n === 0 && this.#seed % 2 === 1 ? FAULTS[((this.#seed - 1) / 2) % FAULTS.length] : undefined;
    const leading =
      LEADING[killedBefore ?? ''] ?? (!first && random.chance(0.15) ? random.pick(Object.values(LEADING)) : '');
    const broken =
      leading === LEADING.CloseFailedRun || (!first && random.chance(0.2))
        ? random.pick(this.#breakable(killedBefore))
        : undefined;
    const killedAt = !killedBefore && !first && random.chance(0.5) ? 1 + random.below(62) : Number.POSITIVE_INFINITY;
    const takenForDeadAt = !first && random.chance(0.15) ? 1 + random.below(45) : Number.POSITIVE_INFINITY;
    const overwrittenAt = leading === LEADING.CloseRefusedRun ? 1 : random.chance(0.15) ? 1 + random.below(50) : 0;
    const startedAt = 1 + random.below(45);
    let passes = killedBefore ? random.below(2) : 0;
    const killed = new AbortController();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    let boundary = 0;
    const onState = async (name: string) => {
      boundary += 1;
      if (boundary === startedAt) start();
      if (boundary === takenForDeadAt) this.#takenForDead(id, note);
      if (boundary === overwrittenAt) this.#overwrite(note);
      const isNamed = name === killedBefore && (passes-- <= 0 || name in LEADING || name === 'Finished');
      if ((boundary === killedAt || isNamed) && !killed.signal.aborted) {
        note(`killed before ${name}`);
        this.#coverage.note(`${name}: killed before`);
        killed.abort();
      }
      await this.#atBoundary(name, 0.15);
    };
    const share = random.pick([0, 0.05, 0.15]);
    const disturbance = { random, late: this.#late, share, broken, first, note, coverage: this.#coverage };
    const tasks = disturbed(this.#world.functions, disturbance);
    if (leading === LEADING.CloseGateFailedRun) {
      tasks.CheckQuality = () => ({ outcome: 'failed', pass_rate: 0, checks: 1, failed: ['as decided by the seed'] });
    }
    this.#world.aws.running.add(id);
    if (broken) note(`${broken} is broken`);
    if (leading) note(leading);
    const options = { id, isConcurrent: true, signal: killed.signal, onState };
    const ended = execute(this.#world.definition, INPUT, tasks, options).then(({ status, error, cause, output }) => {
      note(`${status} ${error ?? ''}`);
      this.#told.push(`${cause} ${JSON.stringify(output)}`);
      this.#world.aws.running.delete(id);
      start();
    });
    return { started, ended };
  }

  /** What fails often enough leads to the state before which the execution is to be killed. */
  #breakable(killedBefore: string | undefined): string[] {
    const names = Object.keys(this.#world.functions);
    return killedBefore === 'CloseFailedRun'
      ? names.filter((name) => !/^(OpenRun|CloseRun|Scoring)$/.test(name))
      : names;
  }

  #takenForDead(id: string, note: (what: string) => void): void {
    note('taken for dead');
    this.#coverage.note('an execution: taken for dead');
    this.#world.aws.running.delete(id);
  }

  /** The lender writes over a file while runs may be reading it; the file it meant is there again in the end. */
  #overwrite(note: (what: string) => void): void {
    note('the lender writes over a file');
    this.#coverage.note('a landing file: written over');
    const { aws } = this.#world;
    const { bytes } = aws.objects.get(`${LANDING}/${OVERWRITTEN}`) as { bytes: Buffer };
    this.#promised ??= bytes;
    aws.put(LANDING, OVERWRITTEN, Buffer.concat([bytes, bytes]));
  }

  async lastExecution(id: string): Promise<void> {
    if (this.#promised) this.#world.aws.put(LANDING, OVERWRITTEN, this.#promised);
    this.#world.aws.running.add(id);
    const onState = (name: string) => this.#atBoundary(name, 0.3);
    const { definition, functions } = this.#world;
    const last = await execute(definition, INPUT, functions, { id, isConcurrent: true, onState });
    this.#world.aws.running.delete(id);
    if (last.status !== 'SUCCEEDED') this.#violated(`the last execution ended as ${last.error}: ${last.cause}`);
    await this.#look();
    await this.#late.finish();
    await this.#look();
    if (this.#seen !== this.#reference.states.length - 1) this.#violated('readers do not see the last day');
    for (const row of await unaccounted(this.#world)) this.#violated(`rows not accounted for: ${JSON.stringify(row)}`);
    for (const row of await this.#world.rows<object>(UNSCORED))
      this.#violated(`not scored once: ${JSON.stringify(row)}`);
    for (const place of await clearText(this.#world, [...this.#told, ...this.#outcome.story, ...this.#world.logged])) {
      this.#violated(`personal data in clear text: ${place}`);
    }
    for (const what of await unopened(this.#world)) this.#violated(`personal data is lost: ${what}`);
    await this.#compare();
  }

  async #compare(): Promise<void> {
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
