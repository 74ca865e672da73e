/** The promotion gates that a new model must pass. docs/models.md explains each. Pure functions, no I/O. */
import { computeEceNoise } from '../../shared/model/calibration-noise.ts';
import {
  chooseDigits,
  formatAllowed,
  formatLimit,
  formatValue,
  type GateFigure,
  type GateName,
  type GateResult,
} from '../../shared/model/gate-result.ts';
import type { GatesDocument } from '../../shared/model/gates-document.ts';
import { type ModelFinding, readHoldingFindings } from '../../shared/model/model-findings.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import { judgeFairness } from './fairness-gate.ts';
import { readHoldoutInterval, readLatency, readSingleInputs, readStability } from './manifest-metrics.ts';

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

type Gates = GatesDocument['gates'];
type Consequence = Gates['fairness']['not_measured'];
type Verdict = Pick<GateResult, 'verdict'> &
  GateFigure & {
    /** Consequence of a figure beyond its bound, where it is not rejection. */
    failed?: Consequence;
  };

/** Folds of one folding; small sets have several foldings. */
const FOLDS = 5;

/** 95 % quantile of χ² with 9 degrees of freedom, which PSI / (1/n + 1/m) follows about without a shift. */
const CHI_SQUARED_95 = 16.919;

/**
 * Evaluates every gate. Without a champion only parity and basic quality can reject (better than chance and than the
 * bad rate alone, calibration not broken), because some model must score. An input that nearly gives the outcome away
 * and findings that a person has to judge hold it; the other gates are then only shown.
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
    ...checkFindings(readHoldingFindings(manifest)),
    buildOptional('fairness', checkFairness(manifest, champion, gates.fairness)),
  ];
}

function checkParity({ parity }: ModelManifest, { max_abs_difference }: Gates['parity']): Verdict {
  const { max_abs_difference: value, decision_flips: flips } = parity;
  const isSame = flips === 0 && value <= max_abs_difference;
  const decisions =
    flips === 0 ? 'no decision differs' : `${flips} ${flips === 1 ? 'decision differs' : 'decisions differ'}`;
  return {
    verdict: isSame ? 'passed' : 'failed',
    measured: `the PDs of Python and ONNX differ by ${value.toExponential(1)} at most; ${decisions}`,
    required: `≤ ${max_abs_difference.toExponential(1)}, no decision`,
    ...{ value, bound: max_abs_difference, interval: null },
  };
}

function checkDiscrimination(manifest: ModelManifest, bounds: Gates['discrimination'], isFirst: boolean): Verdict {
  const { auc } = manifest.metrics.holdout;
  const interval = readHoldoutInterval(manifest, 'auc');
  const bound = isFirst ? bounds.first_model_min_auc : bounds.min_auc;
  const holdout = formatValue(auc, interval, chooseDigits(auc, bound));
  if (!isFirst) {
    return {
      verdict: auc >= bound ? 'passed' : 'failed',
      measured: `AUC ${holdout}`,
      required: `≥ ${formatLimit(bound)}`,
      ...{ value: auc, bound, interval },
    };
  }
  const cv = manifest.metrics.cv.auc_mean;
  const isHoldoutLower = auc <= cv;
  return {
    verdict: Math.min(auc, cv) > bound ? 'passed' : 'failed',
    measured: `AUC ${holdout} on the holdout, ${cv.toFixed(chooseDigits(cv, bound))} cross-validated`,
    required: `> ${formatLimit(bound)} in both`,
    ...{ value: isHoldoutLower ? auc : cv, bound, interval: isHoldoutLower ? interval : null },
  };
}

function checkCalibration(manifest: ModelManifest, bounds: Gates['calibration'], isFirst: boolean): Verdict {
  const { ece } = manifest.metrics.holdout;
  const { rows, rate } = summariseHoldout(manifest);
  const limit = isFirst ? bounds.first_model_max_ece : bounds.max_ece;
  const allowance = computeEceNoise(rate, rows);
  const interval = readHoldoutInterval(manifest, 'ece');
  return judgeWithAllowance('calibration error (ECE)', ece, interval, { limit, allowance, rows });
}

function checkBaseRate(manifest: ModelManifest): Verdict {
  const { brier } = manifest.metrics.holdout;
  const { rate } = summariseHoldout(manifest);
  const bound = rate * (1 - rate);
  const digits = chooseDigits(brier, bound);
  const interval = readHoldoutInterval(manifest, 'brier');
  return {
    verdict: brier < bound ? 'passed' : 'failed',
    measured: `Brier score ${formatValue(brier, interval, digits)}`,
    required: `< ${bound.toFixed(digits)} (that of the default rate alone)`,
    ...{ value: brier, bound, interval },
  };
}

function checkAgainstChampion(cv: CrossValidation, champion: CrossValidation, bounds: Gates['champion']): Verdict {
  const allowance = bounds.noise_standard_errors * Math.hypot(computeStandardError(cv), computeStandardError(champion));
  const bound = champion.auc_mean - allowance;
  const digits = chooseDigits(cv.auc_mean, bound);
  const [least, best, noise] = [bound, champion.auc_mean, allowance].map((figure) => figure.toFixed(digits));
  return {
    verdict: cv.auc_mean - champion.auc_mean >= -allowance ? 'passed' : 'failed',
    measured: `AUC ${cv.auc_mean.toFixed(digits)} cross-validated`,
    required: `≥ ${least} (the champion's ${best} − ${noise} sampling allowance)`,
    ...{ value: cv.auc_mean, bound, interval: null },
  };
}

function checkStability(manifest: ModelManifest, { max_psi: limit }: Gates['stability']): Verdict {
  const measured = readStability(manifest);
  if (!measured) return createUnmeasured(`PSI of the PDs ≤ ${formatLimit(limit)}`);
  const { rows } = summariseHoldout(manifest);
  const allowance = CHI_SQUARED_95 * (1 / rows + 1 / Math.max(manifest.training.rows - rows, 1));
  return judgeWithAllowance('PSI of the PDs', measured.psi_scores, null, { limit, allowance, rows });
}

function judgeWithAllowance(
  figure: string,
  value: number,
  interval: GateResult['interval'],
  allowed: { limit: number; allowance: number; rows: number },
): Verdict {
  const bound = allowed.limit + allowed.allowance;
  const digits = chooseDigits(value, bound);
  return {
    verdict: value <= bound ? 'passed' : 'failed',
    measured: `${figure} ${formatValue(value, interval, digits)}`,
    required: formatAllowed(allowed, digits),
    ...{ value, bound, interval },
  };
}

function checkLatency(manifest: ModelManifest, { max_p50_ms, max_p99_ms }: Gates['latency']): Verdict {
  const measured = readLatency(manifest);
  const required = `median with reasons ≤ ${max_p50_ms} ms, 99th percentile without ≤ ${max_p99_ms} ms`;
  if (!measured) return createUnmeasured(required);
  const { p50_ms, p99_ms, reasons_ms } = measured;
  const median = p50_ms + reasons_ms;
  const isMedianWorse = median / max_p50_ms > p99_ms / max_p99_ms;
  return {
    verdict: median <= max_p50_ms && p99_ms <= max_p99_ms ? 'passed' : 'failed',
    measured: `one row takes ${p50_ms.toFixed(2)} ms (median), ${p99_ms.toFixed(2)} ms (99th percentile), its reasons ${reasons_ms.toFixed(2)} ms`,
    required,
    ...{ value: isMedianWorse ? median : p99_ms, bound: isMedianWorse ? max_p50_ms : max_p99_ms, interval: null },
  };
}

/** An input that nearly gives the outcome away was probably recorded after it. Only a person can tell. */
function checkSingleInputs(manifest: ModelManifest, { max_auc }: Gates['single_input']): Verdict {
  const required = `every input alone: AUC < ${formatLimit(max_auc)}`;
  const inputs = readSingleInputs(manifest);
  if (!inputs) return createUnmeasured(required);
  const found = inputs.filter(({ auc }) => auc >= max_auc);
  const figures = { required, value: inputs[0]?.auc ?? null, bound: max_auc, interval: null };
  if (found.length === 0) return { verdict: 'passed', measured: formatSingleInputs(inputs.slice(0, 1)), ...figures };
  return { verdict: 'failed', failed: 'hold', measured: formatSingleInputs(found), ...figures };
}

const formatSingleInputs = (inputs: { feature: string; of: string; auc: number }[]): string =>
  inputs.map(({ feature, of, auc }) => `AUC ${auc.toFixed(4)} by the ${of} of ${feature} alone`).join('; ') ||
  'no input could be measured';

/** What training suspects. Only a person can tell. Trainings before it was looked for have no such gate. */
function checkFindings(findings: ModelFinding[] | undefined): GateResult[] {
  if (!findings) return [];
  const isEmpty = findings.length === 0;
  return [
    {
      gate: 'findings',
      verdict: isEmpty ? 'passed' : 'failed',
      consequence: 'hold',
      measured: isEmpty ? 'nothing suspicious' : findings.map(({ text }) => text).join(' '),
      required: 'nothing that a person has to judge',
      ...{ value: null, bound: null, interval: null },
    },
  ];
}

/** A gap beyond its bound rejects where it is wider than the champion's too; else the configuration decides. */
function checkFairness(
  { fairness }: ModelManifest,
  champion: ChampionFigures | undefined,
  gate: Gates['fairness'],
): Verdict {
  const { isNoWider, ...result } = judgeFairness(fairness, champion?.fairness, gate);
  return { ...result, failed: isNoWider ? gate.no_wider_than_champion : 'reject' };
}

const createUnmeasured = (required: string): Verdict => ({
  verdict: 'not_measured',
  measured: 'not measured',
  ...{ required, value: null, bound: null, interval: null },
});

function summariseHoldout({ metrics }: ModelManifest) {
  const { tn, fp, fn, tp } = metrics.holdout.confusion;
  const rows = Math.max(tn + fp + fn + tp, 1);
  return { rows, rate: (fn + tp) / rows };
}

/** Standard error of the mean over the folds. Repeated foldings test the same rows again, so they add no precision. */
const computeStandardError = ({ auc_std, auc_folds }: CrossValidation): number =>
  auc_std / Math.sqrt(Math.min(auc_folds?.length ?? FOLDS, FOLDS));
