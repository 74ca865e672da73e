/** What a step of the smoke test is. A new step is one object, listed in smoke-steps.ts. */
import type { Prediction } from '../../clients/typescript/client.ts';
import type { ModelKind } from '../../lambdas/shared/model/model-manifest.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';

/** The environment lacks what a step checks; the message says what. */
export class StepSkipped extends Error {
  override name = 'StepSkipped';
}

/** A step ran and something was not as expected. */
export class CheckFailed extends Error {
  override name = 'CheckFailed';
}

/** What steps pass to later ones. */
export interface SmokeFacts {
  /** Prediction of a delivered application that a machine client requested. */
  prediction: Prediction;
  /** Its features, by name. */
  features: Record<string, string | number | null>;
  /** Version of the model that the first training made. */
  firstModel: string;
  /** Access token of the temporary person, as the dashboard gets it. */
  personToken: string;
}

export interface SmokeContext extends OperatorEnvironment {
  facts: Partial<SmokeFacts>;
  /** Kinds of model that the trainings leave out. */
  leaveOutKinds: readonly ModelKind[];
  /** Shows what the running step does. */
  report: (detail: string) => void;
  /** Aborted when the test was stopped: nothing new begins. */
  signal: AbortSignal;
  /** The step that runs, or ran last. It can outlast the test that was stopped. */
  running?: Promise<unknown>;
}

/** Removes what steps made, also what an earlier smoke test left. It finds it by its name or mark, so it can be repeated. */
export interface Removal {
  /** Completes "remove …". */
  name: string;
  remove(context: OperatorEnvironment): Promise<void>;
}

export interface SmokeStep {
  name: string;
  /** Names of the steps whose results it uses. It is skipped where one of them did not succeed. */
  needs?: readonly string[];
  /**
   * Does the step.
   * @returns what was checked, in one line
   * @throws {StepSkipped} when the environment lacks what it checks
   */
  run(context: SmokeContext): Promise<string>;
  /** What takes away what it makes. */
  removals: readonly Removal[];
}

/** @throws {CheckFailed} when the condition does not hold */
export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new CheckFailed(message);
}

/** A fact of an earlier step. `needs` guarantees it. */
export function getFact<Name extends keyof SmokeFacts>({ facts }: SmokeContext, name: Name): SmokeFacts[Name] {
  const fact = facts[name];
  if (fact === undefined) throw new CheckFailed(`no earlier step has set ${name}`);
  return fact;
}
