/**
 * One seed: executions of the daily workflow that are disturbed, killed, started again and overlapped, then an
 * undisturbed one; and what has to be true of it.
 */

import { createRandom, type SeededRandom } from '../random.ts';
import { executeStateMachine } from '../workflows/execute-state-machine.ts';
import { Coverage } from './coverage.ts';
import { OVERWRITTEN_KEY } from './deliveries.ts';
import { DelayedWork, disturbTasks, FAULT_KINDS } from './disturb-tasks.ts';
import { type FaultHarness, LANDING_BUCKET } from './fault-harness.ts';
import { findClearText, findUnsealFailures } from './personal-data.ts';
import { type Contents, findUnaccountedRows, readContents, readPublishedDigest } from './read-contents.ts';
import { SELECT_UNSCORED } from './score-without-model.ts';

const INPUT = { up_to: '2005-12-31' };

/** What an undisturbed execution leaves, and what readers see before it, after its first day, and after its second. */
export interface Reference {
  contents: Contents;
  states: string[];
}

/** @throws when the undisturbed execution itself does not end well */
export async function createReference(harness: FaultHarness): Promise<Reference> {
  await harness.clear();
  const states = [await readPublishedDigest(harness)];
  const onState = async (name: string) => {
    if (name === 'CloseRun') states.push(await readPublishedDigest(harness));
  };
  const { status, error, cause } = await executeStateMachine(harness.definition, INPUT, harness.functions, {
    isConcurrent: true,
    onState,
  });
  if (status !== 'SUCCEEDED' || new Set(states).size !== 3) throw new Error(`undisturbed: ${error} ${cause}`);
  return { contents: await readContents(harness), states };
}

export interface SeedResult {
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
export const TASK_FAULTS = TASKS.flatMap((task) => FAULT_KINDS.map((kind) => ({ task, kind })));

/** What leads to the states that a good day never sees. */
const REQUIRED_CIRCUMSTANCES: Record<string, string> = {
  CloseFailedRun: 'a task is broken',
  CloseGateFailedRun: 'the gate fails',
  CloseRefusedRun: 'a file is not the one promised',
};

export async function runSeed(
  harness: FaultHarness,
  reference: Reference,
  seed: number,
  coverage: Coverage = new Coverage(),
): Promise<SeedResult> {
  await harness.clear();
  const outcome: SeedResult = { story: [], violations: [] };
  const play = new SeedRun(harness, reference, createRandom(seed), { outcome, coverage, seed });
  await play.runDisturbedExecutions(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}`);
  await play.runLastExecution(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}-last`);
  return outcome;
}

class SeedRun {
  readonly #harness: FaultHarness;
  readonly #reference: Reference;
  readonly #random: SeededRandom;
  readonly #outcome: SeedResult;
  readonly #coverage: Coverage;
  readonly #seed: number;
  readonly #late = new DelayedWork();
  /** Index of the newest state that readers have seen. */
  #seen = 0;
  /** Causes and outputs of the executions. */
  readonly #told: string[] = [];
  /** The file that the lender wrote over. */
  #promised: Buffer | undefined;

  constructor(
    harness: FaultHarness,
    reference: Reference,
    random: SeededRandom,
    { outcome, coverage, seed }: { outcome: SeedResult; coverage: Coverage; seed: number },
  ) {
    this.#harness = harness;
    this.#reference = reference;
    this.#random = random;
    this.#outcome = outcome;
    this.#coverage = coverage;
    this.#seed = seed;
  }

  async runDisturbedExecutions(name: string): Promise<void> {
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
    const firstFault =
      n === 0 && this.#seed % 2 === 1 ? TASK_FAULTS[((this.#seed - 1) / 2) % TASK_FAULTS.length] : undefined;
    const leading =
      REQUIRED_CIRCUMSTANCES[killedBefore ?? ''] ??
      (!firstFault && random.chance(0.15) ? random.pick(Object.values(REQUIRED_CIRCUMSTANCES)) : '');
    const brokenTask =
      leading === REQUIRED_CIRCUMSTANCES.CloseFailedRun || (!firstFault && random.chance(0.2))
        ? random.pick(this.#breakable(killedBefore))
        : undefined;
    const killedAt =
      !killedBefore && !firstFault && random.chance(0.5) ? 1 + random.below(62) : Number.POSITIVE_INFINITY;
    const takenForDeadAt = !firstFault && random.chance(0.15) ? 1 + random.below(45) : Number.POSITIVE_INFINITY;
    const overwrittenAt =
      leading === REQUIRED_CIRCUMSTANCES.CloseRefusedRun ? 1 : random.chance(0.15) ? 1 + random.below(50) : 0;
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
      const isNamed = name === killedBefore && (passes-- <= 0 || name in REQUIRED_CIRCUMSTANCES || name === 'Finished');
      if ((boundary === killedAt || isNamed) && !killed.signal.aborted) {
        note(`killed before ${name}`);
        this.#coverage.note(`${name}: killed before`);
        killed.abort();
      }
      await this.#atBoundary(name, 0.15);
    };
    const faultShare = random.pick([0, 0.05, 0.15]);
    const disturbance = {
      random,
      delayed: this.#late,
      faultShare,
      brokenTask,
      firstFault,
      note,
      coverage: this.#coverage,
    };
    const tasks = disturbTasks(this.#harness.functions, disturbance);
    if (leading === REQUIRED_CIRCUMSTANCES.CloseGateFailedRun) {
      tasks.CheckQuality = () => ({ outcome: 'failed', pass_rate: 0, checks: 1, failed: ['as decided by the seed'] });
    }
    this.#harness.aws.running.add(id);
    if (brokenTask) note(`${brokenTask} is broken`);
    if (leading) note(leading);
    const options = { id, isConcurrent: true, signal: killed.signal, onState };
    const ended = executeStateMachine(this.#harness.definition, INPUT, tasks, options).then(
      ({ status, error, cause, output }) => {
        note(`${status} ${error ?? ''}`);
        this.#told.push(`${cause} ${JSON.stringify(output)}`);
        this.#harness.aws.running.delete(id);
        start();
      },
    );
    return { started, ended };
  }

  /** What fails often enough leads to the state before which the execution is to be killed. */
  #breakable(killedBefore: string | undefined): string[] {
    const names = Object.keys(this.#harness.functions);
    return killedBefore === 'CloseFailedRun'
      ? names.filter((name) => !/^(OpenRun|CloseRun|Scoring)$/.test(name))
      : names;
  }

  #takenForDead(id: string, note: (what: string) => void): void {
    note('taken for dead');
    this.#coverage.note('an execution: taken for dead');
    this.#harness.aws.running.delete(id);
  }

  /** The lender writes over a file while runs may be reading it; the file it meant is there again in the end. */
  #overwrite(note: (what: string) => void): void {
    note('the lender writes over a file');
    this.#coverage.note('a landing file: written over');
    const { aws } = this.#harness;
    const { bytes } = aws.objects.get(`${LANDING_BUCKET}/${OVERWRITTEN_KEY}`) as { bytes: Buffer };
    this.#promised ??= bytes;
    aws.put(LANDING_BUCKET, OVERWRITTEN_KEY, Buffer.concat([bytes, bytes]));
  }

  async runLastExecution(id: string): Promise<void> {
    if (this.#promised) this.#harness.aws.put(LANDING_BUCKET, OVERWRITTEN_KEY, this.#promised);
    this.#harness.aws.running.add(id);
    const onState = (name: string) => this.#atBoundary(name, 0.3);
    const { definition, functions } = this.#harness;
    const last = await executeStateMachine(definition, INPUT, functions, { id, isConcurrent: true, onState });
    this.#harness.aws.running.delete(id);
    if (last.status !== 'SUCCEEDED') this.#violated(`the last execution ended as ${last.error}: ${last.cause}`);
    await this.#look();
    await this.#late.releaseAll();
    await this.#look();
    if (this.#seen !== this.#reference.states.length - 1) this.#violated('readers do not see the last day');
    for (const row of await findUnaccountedRows(this.#harness))
      this.#violated(`rows not accounted for: ${JSON.stringify(row)}`);
    for (const row of await this.#harness.query<object>(SELECT_UNSCORED))
      this.#violated(`not scored once: ${JSON.stringify(row)}`);
    for (const place of await findClearText(this.#harness, [
      ...this.#told,
      ...this.#outcome.story,
      ...this.#harness.logLines,
    ])) {
      this.#violated(`personal data in clear text: ${place}`);
    }
    for (const what of await findUnsealFailures(this.#harness)) this.#violated(`personal data is lost: ${what}`);
    await this.#compare();
  }

  async #compare(): Promise<void> {
    const contents = await readContents(this.#harness);
    for (const [name, expected] of Object.entries(this.#reference.contents)) {
      if (contents[name] !== expected)
        this.#violated(`${name} differs:\n${formatDifference(expected, contents[name] ?? '')}`);
    }
  }

  /** Between two steps late work may arrive, and readers look. */
  async #atBoundary(name: string, lateShare: number): Promise<void> {
    if (this.#random.chance(lateShare)) this.#late.releaseNext(this.#random);
    if (name === 'ScoreApplications' || this.#random.chance(0.1)) await this.#look();
  }

  async #look(): Promise<void> {
    const state = this.#reference.states.indexOf(await readPublishedDigest(this.#harness));
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
function formatDifference(expected: string, actual: string): string {
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
