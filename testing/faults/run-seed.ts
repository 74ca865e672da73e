/**
 * Runs one seed of the fault test: executions of the daily workflow that are disturbed, killed, restarted and overlapped,
 * then one without faults. Checks afterwards that the tables and what readers saw are as in the reference.
 */
import { createRandom, type SeededRandom } from '../random.ts';
import { executeStateMachine } from '../workflows/execute-state-machine.ts';
import { Coverage } from './coverage.ts';
import { OVERWRITTEN_KEY } from './deliveries.ts';
import { DelayedWork, disturbTasks } from './disturb-tasks.ts';
import { FAULT_LANDING_BUCKET, type FaultHarness } from './fault-harness.ts';
import { findClearText, findUnsealFailures } from './personal-data.ts';
import { type ExecutionPlan, isEnteredOnce, planExecution } from './plan-execution.ts';
import { findUnaccountedRows, readContents, readPublishedDigest } from './read-contents.ts';
import { EXECUTION_INPUT, formatDifference, type Reference } from './reference.ts';
import { SELECT_UNSCORED } from './score-without-model.ts';

export interface SeedResult {
  /** The faults in order. */
  story: string[];
  /** What must not happen and did; empty when the seed passes. */
  violations: string[];
}

type Note = (event: string) => void;

/** Runs a seed from empty tables. */
export async function runSeed(
  harness: FaultHarness,
  reference: Reference,
  seed: number,
  coverage: Coverage = new Coverage(),
): Promise<SeedResult> {
  await harness.clear();
  const run = new SeedRun(harness, reference, seed, coverage);
  await run.runDisturbedExecutions(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}`);
  await run.runLastExecution(`arn:aws:states:eu-west-1:000000000000:execution:faults:seed-${seed}-last`);
  return run.result;
}

class SeedRun {
  readonly result: SeedResult = { story: [], violations: [] };
  readonly #harness: FaultHarness;
  readonly #reference: Reference;
  readonly #random: SeededRandom;
  readonly #coverage: Coverage;
  readonly #seed: number;
  readonly #delayed = new DelayedWork();
  /** Index of the newest state that readers have seen. */
  #newestState = 0;
  /** Causes and outputs of the executions. */
  readonly #outputs: string[] = [];
  /** The content of the file that the lender has overwritten. */
  #originalFile: Buffer | undefined;

  constructor(harness: FaultHarness, reference: Reference, seed: number, coverage: Coverage) {
    this.#harness = harness;
    this.#reference = reference;
    this.#random = createRandom(Math.imul(seed, 0x9e3779b1)); // spreads neighbouring seeds over the generator's states
    this.#coverage = coverage;
    this.#seed = seed;
  }

  async runDisturbedExecutions(name: string): Promise<void> {
    const executions = this.#random.pick([1, 1, 2, 2, 3]);
    let previous: Promise<void> | undefined;
    for (let index = 0; index < executions; index += 1) {
      const { started, ended } = this.#runDisturbedExecution(`${name}-${index}`, index);
      await previous;
      previous = ended;
      // The next execution starts after this one, or while it runs.
      await (this.#random.chance(0.3) ? started : ended);
    }
    await previous;
  }

  /** Starts an execution. `started` resolves in its middle. */
  #runDisturbedExecution(id: string, index: number): { started: Promise<void>; ended: Promise<void> } {
    const random = this.#random;
    const { aws, definition, functions } = this.#harness;
    const note: Note = (event) => void this.result.story.push(`${index}: ${event}`);
    const plan = planExecution(random, { seed: this.#seed, index, functionNames: Object.keys(functions) });
    const { brokenTask, firstFault, circumstance } = plan;
    const faultShare = random.pick([0, 0.05, 0.15]);
    const disturbance = { random, delayed: this.#delayed, faultShare, brokenTask, firstFault, note };
    const tasks = disturbTasks(functions, { ...disturbance, coverage: this.#coverage });
    if (circumstance === 'the gate fails') {
      tasks.CheckQuality = () => ({ outcome: 'failed', pass_rate: 0, checks: 1, failed: ['as decided by the seed'] });
    }
    aws.running.add(id);
    if (brokenTask) note(`${brokenTask} is broken`);
    if (circumstance) note(circumstance);
    const killed = new AbortController();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const onState = this.#createStateListener(id, plan, { start, killed, note });
    const options = { id, isConcurrent: true, signal: killed.signal, onState };
    const execution = executeStateMachine(definition, EXECUTION_INPUT, tasks, options);
    const ended = execution.then(({ status, error, cause, output }) => {
      note(`${status} ${error ?? ''}`);
      this.#outputs.push(`${cause} ${JSON.stringify(output)}`);
      aws.running.delete(id);
      start();
    });
    return { started, ended };
  }

  /** Returns a function that carries out the plan when the execution enters a state. */
  #createStateListener(
    id: string,
    plan: ExecutionPlan,
    { start, killed, note }: { start: () => void; killed: AbortController; note: Note },
  ): (state: string) => Promise<void> {
    let entered = 0;
    let { passes } = plan;
    return async (state) => {
      entered += 1;
      if (entered === plan.startedAt) start();
      if (entered === plan.takenForDeadAt) this.#takeForDead(id, note);
      if (entered === plan.overwrittenAt) this.#overwriteFile(note);
      const isNamed = state === plan.killedBefore && (passes-- <= 0 || isEnteredOnce(state));
      if ((entered === plan.killedAt || isNamed) && !killed.signal.aborted) {
        note(`killed before ${state}`);
        this.#coverage.note(`${state}: killed before`);
        killed.abort();
      }
      await this.#passBoundary(state, 0.15);
    };
  }

  #takeForDead(id: string, note: Note): void {
    note('taken for dead');
    this.#coverage.note('an execution: taken for dead');
    this.#harness.aws.running.delete(id);
  }

  /** The lender overwrites a file while runs may read it. The last execution finds the original again. */
  #overwriteFile(note: Note): void {
    note('the lender writes over a file');
    this.#coverage.note('a landing file: written over');
    const { aws } = this.#harness;
    const { bytes } = aws.objects.get(`${FAULT_LANDING_BUCKET}/${OVERWRITTEN_KEY}`) as { bytes: Buffer };
    this.#originalFile ??= bytes;
    aws.put(FAULT_LANDING_BUCKET, OVERWRITTEN_KEY, Buffer.concat([bytes, bytes]));
  }

  async runLastExecution(id: string): Promise<void> {
    const { aws, definition, functions } = this.#harness;
    if (this.#originalFile) aws.put(FAULT_LANDING_BUCKET, OVERWRITTEN_KEY, this.#originalFile);
    aws.running.add(id);
    const onState = (name: string) => this.#passBoundary(name, 0.3);
    const options = { id, isConcurrent: true, onState };
    const { status, error, cause } = await executeStateMachine(definition, EXECUTION_INPUT, functions, options);
    aws.running.delete(id);
    if (status !== 'SUCCEEDED') this.#addViolation(`the last execution ended as ${error}: ${cause}`);
    await this.#checkReaders();
    await this.#delayed.releaseAll();
    await this.#checkReaders();
    await this.#checkTables();
  }

  async #checkTables(): Promise<void> {
    const harness = this.#harness;
    const { states, contents: expectedContents } = this.#reference;
    if (this.#newestState !== states.length - 1) this.#addViolation('readers do not see the last day');
    for (const row of await findUnaccountedRows(harness)) {
      this.#addViolation(`rows not accounted for: ${JSON.stringify(row)}`);
    }
    for (const row of await harness.query<object>(SELECT_UNSCORED)) {
      this.#addViolation(`not scored once: ${JSON.stringify(row)}`);
    }
    const texts = [...this.#outputs, ...this.result.story, ...harness.logLines];
    for (const place of await findClearText(harness, texts)) {
      this.#addViolation(`personal data in clear text: ${place}`);
    }
    for (const failure of await findUnsealFailures(harness)) this.#addViolation(`personal data is lost: ${failure}`);
    const contents = await readContents(harness);
    for (const [name, expected] of Object.entries(expectedContents)) {
      const actual = contents[name] ?? '';
      if (actual !== expected) this.#addViolation(`${name} differs:\n${formatDifference(expected, actual)}`);
    }
  }

  /** Between two states, delayed work may arrive and readers may read. */
  async #passBoundary(state: string, delayedShare: number): Promise<void> {
    if (this.#random.chance(delayedShare)) this.#delayed.releaseNext(this.#random);
    if (state === 'ScoreApplications' || this.#random.chance(0.1)) await this.#checkReaders();
  }

  async #checkReaders(): Promise<void> {
    const state = this.#reference.states.indexOf(await readPublishedDigest(this.#harness));
    if (state < 0) this.#addViolation('readers saw a half state');
    else if (state < this.#newestState) this.#addViolation('readers saw an earlier state again');
    this.#newestState = Math.max(this.#newestState, state);
  }

  #addViolation(violation: string): void {
    this.result.story.push(`! ${violation.split('\n')[0]}`);
    this.result.violations.push(violation);
  }
}
