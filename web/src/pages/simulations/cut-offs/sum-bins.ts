/**
 * The figures of other cut-offs, from the bins of a simulation, so that a slider needs no request. A bin holds the
 * probabilities of default from its edge (included) to the next one.
 */
import type { SimulatedCurve, SimulationResult } from '../../../queries/api-types.ts';

/** Both are edges of the curve. */
export interface ChosenCutOffs {
  approve: number;
  decline: number;
}

export interface CutOffFigures {
  approved: number;
  referred: number;
  declined: number;
  exposure: number;
  expectedLoss: number;
  /** Null without prices. */
  expectedReturn: number | null;
  /** Sum of the probabilities of default of the approved. */
  pdSum: number;
  known: number;
  defaults: number;
  swapIns: number;
}

export function getOwnCutOffs({ approve_below_pd, decline_from_pd }: SimulatedCurve): ChosenCutOffs {
  return { approve: approve_below_pd, decline: decline_from_pd };
}

/** The figures of the applications that one pair of cut-offs decides. */
function computeCurveFigures(curve: SimulatedCurve, { approve, decline }: ChosenCutOffs): CutOffFigures {
  const { edges, approvable, referred: alwaysReferred, declined: alwaysDeclined } = curve;
  const sumBelow = (values: readonly number[], bound: number) =>
    values.reduce((sum, value, bin) => ((edges[bin] ?? 1) < bound ? sum + value : sum), 0);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const approved = sumBelow(approvable.rows, approve);
  const referred = sumBelow(approvable.rows, decline) - approved + sumBelow(alwaysReferred, decline);
  const all = sum(approvable.rows) + sum(alwaysReferred) + sum(alwaysDeclined);
  return {
    ...{ approved, referred, declined: all - approved - referred },
    exposure: sumBelow(approvable.exposure, approve),
    expectedLoss: sumBelow(approvable.expected_loss, approve),
    expectedReturn: approvable.expected_return && sumBelow(approvable.expected_return, approve),
    pdSum: sumBelow(approvable.pd_sum, approve),
    known: sumBelow(approvable.known, approve),
    defaults: sumBelow(approvable.defaults, approve),
    swapIns: sumBelow(approvable.swap_ins, approve),
  };
}

/** The figures of all applications: one curve with the chosen cut-offs, the others with their own. */
export function computeFigures(
  { curves }: Pick<SimulationResult, 'curves'>,
  position: number,
  chosen: ChosenCutOffs,
): CutOffFigures {
  return curves
    .map((curve, index) => computeCurveFigures(curve, index === position ? chosen : getOwnCutOffs(curve)))
    .reduce(addFigures);
}

function addFigures(a: CutOffFigures, b: CutOffFigures): CutOffFigures {
  const hasReturn = a.expectedReturn !== null && b.expectedReturn !== null;
  const add = (name: Exclude<keyof CutOffFigures, 'expectedReturn'>) => a[name] + b[name];
  return {
    ...{ approved: add('approved'), referred: add('referred'), declined: add('declined') },
    ...{ exposure: add('exposure'), expectedLoss: add('expectedLoss'), pdSum: add('pdSum') },
    ...{ known: add('known'), defaults: add('defaults'), swapIns: add('swapIns') },
    expectedReturn: hasReturn ? Number(a.expectedReturn) + Number(b.expectedReturn) : null,
  };
}

/** Approved now, and not with these figures. */
export function countSwapOuts({ baseline }: Pick<SimulationResult, 'baseline'>, figures: CutOffFigures): number {
  return baseline.approve.rows - (figures.approved - figures.swapIns);
}
