/** Checks an experiment by itself, before what it names is looked up. Pure functions. */
import { type ArmDefinition, type ExperimentDefinition, isControl } from './definition.ts';

/** What is wrong, and where in the definition. */
export interface DefinitionProblem {
  path: string;
  problem: string;
}

/** Shares are decimal fractions, whose sum as numbers is not exactly 1. */
const SHARE_PRECISION = 1e-9;
const DAY_MILLISECONDS = 86_400_000;
const MIN_DAYS = 1;
const MAX_DAYS = 366;

/** Lists what is wrong with the period and the arms of an experiment; empty where nothing is. */
export function checkDefinition(definition: ExperimentDefinition, now: Date): DefinitionProblem[] {
  return [...checkPeriod(definition, now), ...checkShares(definition.arms), ...checkArms(definition.arms)];
}

function checkPeriod({ starts_at, ends_at }: ExperimentDefinition, now: Date): DefinitionProblem[] {
  const start = starts_at === null ? now : new Date(starts_at);
  const days = (new Date(ends_at).getTime() - start.getTime()) / DAY_MILLISECONDS;
  const problems: DefinitionProblem[] = [];
  if (start < now) problems.push({ path: 'starts_at', problem: 'lies in the past; null starts it at its approval' });
  if (start.getTime() - now.getTime() > MAX_DAYS * DAY_MILLISECONDS) {
    problems.push({ path: 'starts_at', problem: `lies more than ${MAX_DAYS} days ahead` });
  }
  if (days < MIN_DAYS) problems.push({ path: 'ends_at', problem: 'an experiment lasts one day at least' });
  if (days > MAX_DAYS) problems.push({ path: 'ends_at', problem: `an experiment lasts ${MAX_DAYS} days at most` });
  return problems;
}

function checkShares(arms: readonly ArmDefinition[]): DefinitionProblem[] {
  const sum = arms.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) <= SHARE_PRECISION) return [];
  return [{ path: 'arms', problem: `the shares add up to ${Number(sum.toFixed(6))}, and must add up to 1` }];
}

function checkArms(arms: readonly ArmDefinition[]): DefinitionProblem[] {
  const controls = arms.filter(isControl).length;
  const problems: DefinitionProblem[] = [];
  if (controls === 0) {
    problems.push({ path: 'arms', problem: 'one arm must have neither policy nor model: the control arm' });
  }
  for (const [i, arm] of arms.entries()) {
    const earlier = arms.slice(0, i);
    if (earlier.some((other) => other.arm === arm.arm)) {
      problems.push({ path: `arms.${i}.arm`, problem: `an arm before it is called ${arm.arm} too` });
    }
    const same = earlier.find(
      (other) => other.policy_version === arm.policy_version && other.model_version === arm.model_version,
    );
    if (same) problems.push({ path: `arms.${i}`, problem: `decides as the arm ${same.arm}: same policy, same model` });
  }
  return problems;
}
