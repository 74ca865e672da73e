/** Runs the steps of a smoke test one after the other. Open it to change what happens after a failure or Ctrl-C. */
import { once } from 'node:events';
import type { Progress } from '../terminal/progress.ts';
import { type SmokeContext, type SmokeStep, StepSkipped } from './smoke-step.ts';

export interface StepResult {
  step: string;
  outcome: 'ok' | 'failed' | 'skipped';
  seconds: number;
  /** What was checked, or why it failed or was skipped. */
  detail: string;
}

/** The command was stopped while the step ran. */
class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Runs every step whose needs are met, whatever other steps do. The signal ends the running step and skips the rest. */
export async function runSteps(steps: readonly SmokeStep[], context: SmokeContext): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const obstacle = context.signal.aborted ? 'the test was stopped' : findUnmetNeed(step, results);
    if (obstacle) results.push({ step: step.name, outcome: 'skipped', seconds: 0, detail: obstacle });
    else results.push(await runStep(step, context));
  }
  return results;
}

function findUnmetNeed({ needs = [] }: SmokeStep, results: readonly StepResult[]): string | undefined {
  const unmet = needs.filter((name) => !results.some(({ step, outcome }) => step === name && outcome === 'ok'));
  return unmet.length > 0 ? `needs ${unmet.join(', ')}` : undefined;
}

async function runStep(step: SmokeStep, context: SmokeContext): Promise<StepResult> {
  const { progress } = context;
  const started = performance.now();
  progress.start(step.name);
  try {
    const running = step.run(context);
    context.running = running;
    const detail = await Promise.race([running, waitForAbort(context.signal)]);
    return finishStep(step, 'ok', detail, started, progress);
  } catch (error) {
    if (error instanceof StepSkipped) return finishStep(step, 'skipped', error.message, started, progress);
    progress.fail();
    const detail = describeError(error as Error);
    console.log(`    ${detail}`);
    return toResult(step, 'failed', detail, started);
  }
}

/** One line with the cause, which of a failed request alone says where it was sent. */
function describeError({ name, message, cause }: Error): string {
  return `${name}: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`.replaceAll(/\s+/g, ' ');
}

function finishStep(
  step: SmokeStep,
  outcome: StepResult['outcome'],
  detail: string,
  started: number,
  progress: Progress,
): StepResult {
  progress.finish(outcome === 'skipped' ? `skipped: ${detail}` : detail);
  return toResult(step, outcome, detail, started);
}

const toResult = (
  { name }: SmokeStep,
  outcome: StepResult['outcome'],
  detail: string,
  started: number,
): StepResult => ({ step: name, outcome, seconds: (performance.now() - started) / 1000, detail });

/** @throws {Interrupted} when the signal is aborted */
async function waitForAbort(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Interrupted('the test was stopped');
}
