/** The promotion gates that a new model must pass. docs/models.md explains each. Pure functions, no I/O. */
import { computeEceNoise } from '../../shared/model/calibration-noise.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import type { TrainingConfiguration } from '../contract/configuration.ts';
import { type AttributeGap, readFairness, readLatency, readSingleInputs, readStability } from './manifest-metrics.ts';

type GateName =
  | 'parity'
  | 'discrimination'
  | 'calibration'
  | 'base_rate'
  | 'champion'
  | 'stability'
  | 'latency'
  | 'single_input'
  | 'fairness';

export interface GateResult {
  gate: GateName;
  verdict: 'passed' | 'failed' | 'not_measured';
  /** Consequence of a verdict other than `passed`; `show`: none, the figure is only shown. */
  consequence: 'reject' | 'hold' | 'show';
  /** The figure and its bound, as text for a person. */
  measured: string;
  required: string;
}

/** Cross-validated AUC over the folds. */
interface CrossValidation {
  auc_mean: number;
  auc_std: number;
  auc_folds?: number[];
}

/** The champion's figures, with which a new model is compared. */
export interface ChampionFigures {
  cv: CrossValidation;
  /** From its manifest; older trainings did not measure it. */
  fairness?: unknown;
}

type Gates = TrainingConfiguration['gates'];
type Consequence = Gates['fairness']['not_measured'];
type Verdict = Pick<GateResult, 'verdict' | 'measured' | 'required'> & {
  /** Consequence of a failure, where it is not rejection. */
  failed?: Consequence;
};

/** 95 % quantile of χ² with 9 degrees of freedom, which PSI / (1/n + 1/m) follows about without a shift. */
const CHI_SQUARED_95 = 16.919;

/**
 * Evaluates every gate. Without a champion only parity and basic quality can reject (better than chance and than the
 * bad rate alone, calibration not broken), because some model must score, and an input that nearly gives the outcome
 * away holds it; the other gates are then only shown.
 */
export function evaluateGates(
  manifest: ModelManifest,
  champion: ChampionFigures | undefined,
  gates: Gates,
): GateResult[] {
  const isFirst = champion === undefined;
  const buildRequired = (gate: GateName, verdict: Verdict): GateResult => ({ gate, consequence: 'reject', ...verdict });
  const buildOptional = (
    gate: 'stability' | 'latency' | 'single_input' | 'fairness',
    { failed = 'reject', ...verdict }: Verdict,
  ): GateResult => {
    const consequence = verdict.verdict === 'not_measured' ? gates[gate].not_measured : failed;
    const isShown = consequence === 'pass' || (isFirst && !(gate === 'single_input' && verdict.verdict === 'failed'));
    return { gate, consequence: isShown ? 'show' : consequence, ...verdict };
  };
  return [
    buildRequired('parity', checkParity(manifest, gates.parity)),
    buildRequired('discrimination', checkDiscrimination(manifest, gates.discrimination, isFirst)),
    buildRequired('calibration', checkCalibration(manifest, gates.calibration, isFirst)),
    buildRequired('base_rate', checkBaseRate(manifest)),
    ...(champion
      ? [buildRequired('champion', checkAgainstChampion(manifest.metrics.cv, champion.cv, gates.champion))]
      : []),
    buildOptional('stability', checkStability(manifest, gates.stability)),
    buildOptional('latency', checkLatency(manifest, gates.latency)),
    buildOptional('single_input', checkSingleInputs(manifest, gates.single_input)),
    buildOptional('fairness', checkFairness(manifest, champion, gates.fairness)),
  ];
}

function checkParity({ parity }: ModelManifest, { max_abs_difference }: Gates['parity']): Verdict {
  const isSame = parity.decision_flips === 0 && parity.max_abs_difference <= max_abs_difference;
  return {
    verdict: isSame ? 'passed' : 'failed',
    measured: `Python and ONNX differ by ${parity.max_abs_difference.toExponential(1)}, ${parity.decision_flips} decisions differ`,
    required: `at most ${max_abs_difference.toExponential(1)}, no decision`,
  };
}

function checkDiscrimination({ metrics }: ModelManifest, bounds: Gates['discrimination'], isFirst: boolean): Verdict {
  const { auc } = metrics.holdout;
  const cv = metrics.cv.auc_mean;
  if (!isFirst) {
    return {
      verdict: auc >= bounds.min_auc ? 'passed' : 'failed',
      measured: `AUC ${formatFigure(auc)}`,
      required: `at least ${bounds.min_auc}`,
    };
  }
  return {
    verdict: Math.min(auc, cv) > bounds.first_model_min_auc ? 'passed' : 'failed',
    measured: `AUC ${formatFigure(auc)} held out, ${formatFigure(cv)} cross-validated`,
    required: `more than ${bounds.first_model_min_auc}`,
  };
}

function checkCalibration({ metrics }: ModelManifest, bounds: Gates['calibration'], isFirst: boolean): Verdict {
  const { rows, rate } = summariseHoldout(metrics.holdout.confusion);
  const bound = isFirst ? bounds.first_model_max_ece : bounds.max_ece;
  const noise = computeEceNoise(rate, rows);
  return {
    verdict: metrics.holdout.ece <= bound + noise ? 'passed' : 'failed',
    measured: `calibration error ${formatFigure(metrics.holdout.ece)}`,
    required: `at most ${bound}, and ${formatFigure(noise)} for chance among ${rows} rows`,
  };
}

function checkBaseRate({ metrics }: ModelManifest): Verdict {
  const { rate } = summariseHoldout(metrics.holdout.confusion);
  const alone = rate * (1 - rate);
  return {
    verdict: metrics.holdout.brier < alone ? 'passed' : 'failed',
    measured: `Brier score ${formatFigure(metrics.holdout.brier)}`,
    required: `below ${formatFigure(alone)}, the default rate's alone`,
  };
}

function checkAgainstChampion(cv: CrossValidation, champion: CrossValidation, bounds: Gates['champion']): Verdict {
  const noise = bounds.noise_standard_errors * Math.hypot(computeStandardError(cv), computeStandardError(champion));
  return {
    verdict: cv.auc_mean - champion.auc_mean >= -noise ? 'passed' : 'failed',
    measured: `AUC ${formatFigure(cv.auc_mean)} cross-validated`,
    required: `at least the champion's ${formatFigure(champion.auc_mean)} less ${formatFigure(noise)} of noise`,
  };
}

function checkStability(manifest: ModelManifest, { max_psi }: Gates['stability']): Verdict {
  const measured = readStability(manifest);
  if (!measured) return createUnmeasured(`PSI of the scores at most ${max_psi}`);
  const { rows } = summariseHoldout(manifest.metrics.holdout.confusion);
  const noise = CHI_SQUARED_95 * (1 / rows + 1 / Math.max(manifest.training.rows - rows, 1));
  return {
    verdict: measured.psi_scores <= max_psi + noise ? 'passed' : 'failed',
    measured: `PSI of the scores ${formatFigure(measured.psi_scores)}`,
    required: `at most ${max_psi}, and ${formatFigure(noise)} for chance among ${rows} rows`,
  };
}

function checkLatency(manifest: ModelManifest, { max_p50_ms, max_p99_ms }: Gates['latency']): Verdict {
  const measured = readLatency(manifest);
  if (!measured) return createUnmeasured(`p50 at most ${max_p50_ms} ms, p99 at most ${max_p99_ms} ms`);
  const isFast = measured.p50_ms <= max_p50_ms && measured.p99_ms <= max_p99_ms;
  return {
    verdict: isFast ? 'passed' : 'failed',
    measured: `p50 ${measured.p50_ms.toFixed(2)} ms, p99 ${measured.p99_ms.toFixed(2)} ms`,
    required: `at most ${max_p50_ms} ms and ${max_p99_ms} ms`,
  };
}

/** An input that nearly gives the outcome away was probably recorded after it. Only a person can tell. */
function checkSingleInputs(manifest: ModelManifest, { max_auc }: Gates['single_input']): Verdict {
  const required = `no input alone with an AUC of ${max_auc} or more`;
  const inputs = readSingleInputs(manifest);
  if (!inputs) return createUnmeasured(required);
  const found = inputs.filter(({ auc }) => auc >= max_auc);
  if (found.length === 0) return { verdict: 'passed', measured: formatSingleInputs(inputs.slice(0, 1)), required };
  return { verdict: 'failed', failed: 'hold', measured: formatSingleInputs(found), required };
}

const formatSingleInputs = (inputs: { feature: string; of: string; auc: number }[]): string =>
  inputs.map(({ feature, of, auc }) => `AUC ${formatFigure(auc)} by the ${of} of ${feature} alone`).join('; ') ||
  'no input could be measured';

interface FairnessBounds {
  ratio: number;
  difference: number;
}

function checkFairness(
  manifest: ModelManifest,
  champion: ChampionFigures | undefined,
  gate: Gates['fairness'],
): Verdict {
  const bounds = { ratio: gate.min_approval_rate_ratio, difference: gate.max_equal_opportunity_difference };
  const required = `approval rate ratio at least ${bounds.ratio}, equal opportunity within ${bounds.difference}`;
  const attributes = readFairness(manifest.fairness);
  if (!attributes) return createUnmeasured(required);
  if (attributes.length === 0) return { verdict: 'passed', measured: 'no group was delivered', required };
  const unfair = attributes.filter((gap) => isBeyond(gap, bounds));
  if (unfair.length === 0) return { verdict: 'passed', measured: formatGaps(attributes), required };
  const failed: Verdict = { verdict: 'failed', measured: formatGaps(unfair), required };
  const inherited = new Map(readFairness(champion?.fairness)?.map((gap) => [gap.name, gap]));
  if (unfair.some((gap) => isBeyond(gap, widenBounds(bounds, inherited.get(gap.name))))) return failed;
  const measured = `${failed.measured}, no wider than the champion's`;
  return { ...failed, measured, failed: gate.no_wider_than_champion };
}

/** Whether the whole interval of a gap is beyond its bound. */
const isBeyond = ({ ratio, difference }: AttributeGap, bounds: FairnessBounds): boolean =>
  (ratio !== undefined && ratio.high < bounds.ratio) ||
  (difference !== undefined && findSmallestMagnitude(difference) > bounds.difference);

/** The bounds, or the champion's figures where they are beyond the bounds. */
const widenBounds = (bounds: FairnessBounds, champion: AttributeGap | undefined): FairnessBounds => ({
  ratio: Math.min(bounds.ratio, champion?.ratio?.value ?? bounds.ratio),
  difference: Math.max(bounds.difference, Math.abs(champion?.difference?.value ?? 0)),
});

const formatGaps = (gaps: AttributeGap[]): string =>
  gaps.map(({ name, ratio, difference }) => `${name} ${formatGap(ratio)} and ${formatGap(difference)}`).join('; ');

const createUnmeasured = (required: string): Verdict => ({
  verdict: 'not_measured',
  measured: 'not measured',
  required,
});

function summariseHoldout({ tn, fp, fn, tp }: ModelManifest['metrics']['holdout']['confusion']) {
  const rows = Math.max(tn + fp + fn + tp, 1);
  return { rows, rate: (fn + tp) / rows };
}

/** The smallest absolute value in an interval: 0 where the interval contains 0. */
const findSmallestMagnitude = ({ low, high }: { low: number; high: number }): number =>
  low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));

/** Standard error of the mean over the folds. */
const computeStandardError = ({ auc_std, auc_folds }: CrossValidation): number =>
  auc_std / Math.sqrt(auc_folds?.length ?? 5);

const formatFigure = (value: number): string => value.toFixed(4);
const formatGap = (value: { value: number } | undefined): string => value?.value.toFixed(3) ?? 'not measured';
