/**
 * Chooses the arm of a running experiment for a customer by a stable hash. A pure function, no I/O: API, daily scoring
 * and batches choose with it. A replay does not: the arm stands in the evidence.
 */
import { createHash } from 'node:crypto';

/** A way to decide that an experiment compares. Null keeps what decides without the experiment. */
export interface ExperimentArm {
  arm: string;
  /** Share of the customers who take part, above 0 and below 1; the shares of all arms add up to 1. */
  share: number;
  policy_version: string | null;
  model_version: string | null;
  /** A stopped arm gets no customers; those it had are decided without the experiment. */
  is_stopped: boolean;
}

/** A running experiment, as `policies.find_serving` returns it. */
export interface ServingExperiment {
  experiment_id: string;
  /** Random, so that the customers of an arm are not those of an arm of another experiment. */
  salt: string;
  arms: readonly ExperimentArm[];
}

/** What stands in the evidence, and what decides. */
export interface ChosenArm {
  experiment_id: string;
  arm: string;
  policy_version: string | null;
  model_version: string | null;
}

const HASH_RANGE = 2 ** 64;

/**
 * Chooses the arm of a customer: always the same one while the experiment runs, whatever other arms are stopped.
 * @param experiments those that run, at most one
 * @returns null without a customer or an experiment, and for a customer of a stopped arm
 */
export function chooseArm(experiments: readonly ServingExperiment[], customerId: string | null): ChosenArm | null {
  const [experiment] = experiments;
  if (!experiment || customerId === null) return null;
  const { experiment_id, salt } = experiment;
  const chosen = findArm(experiment.arms, hashCustomer(salt, customerId));
  if (!chosen || chosen.is_stopped) return null;
  const { arm, policy_version, model_version } = chosen;
  return { experiment_id, arm, policy_version, model_version };
}

/** A number from 0 to 1 that is spread evenly over customers. */
function hashCustomer(salt: string, customerId: string): number {
  const digest = createHash('sha256').update(`${salt}:${customerId}`).digest();
  return Number(digest.readBigUInt64BE()) / HASH_RANGE;
}

/** The arms take their shares in order of their names; the last one takes what rounding leaves. */
function findArm(arms: readonly ExperimentArm[], position: number): ExperimentArm | undefined {
  const ordered = arms.toSorted((a, b) => (a.arm < b.arm ? -1 : 1));
  let end = 0;
  for (const arm of ordered) {
    end += arm.share;
    if (position < end) return arm;
  }
  return ordered.at(-1);
}
