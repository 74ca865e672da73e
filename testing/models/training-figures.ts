/** Computes baselines, PSI, figures and scorecards with the Python code of training, to compare TypeScript with it. */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export interface TrainingDrift {
  baseline: Record<string, { edges: number[]; shares: number[]; unknown: number }>;
  psi: Record<string, number>;
}

/** Computes, by feature, the baseline of the values before and the PSI of the values now. Null is unknown. */
export const computeTrainingDrift = (
  before: Record<string, (number | null)[]>,
  now: Record<string, (number | null)[]>,
): TrainingDrift =>
  runTrainingCode(
    `from training.evaluation.stability import compute_psi, count_bins, describe_number, find_bin_edges
single = lambda values: np.array([np.nan if v is None else v for v in values], dtype=np.float32)
answer = {"baseline": {}, "psi": {}}
for name, values in given["before"].items():
    then, now = single(values), single(given["now"][name])
    answer["baseline"][name] = describe_number(then, now)
    edges = find_bin_edges(then[~np.isnan(then)])
    answer["psi"][name] = compute_psi(count_bins(then, edges), count_bins(now, edges))`,
    { before, now },
  );

export type TrainingFigures = Record<'auc' | 'ks' | 'brier' | 'ece', number>;

/** Computes the figures of each model's PDs for the same outcomes. */
export const computeTrainingFigures = <Name extends string>(
  defaulted: readonly boolean[],
  pds: Record<Name, readonly number[]>,
): Record<Name, TrainingFigures> =>
  runTrainingCode(
    `from training.evaluation.metrics import compute_metrics
bad = np.array(given["defaulted"], dtype=int)
answer = {
    name: {k: v for k, v in compute_metrics(bad, np.array(pd), 0.3).items() if isinstance(v, float)}
    for name, pd in given["pds"].items()
}`,
    { defaulted, pds },
  );

export interface PairedDifference {
  difference: number;
  variance: number;
}

/**
 * Computes the differences, challenger minus champion, of AUC and Brier score with their variances: DeLong's estimator
 * written out over all pairs of a default and another row, which training does not use.
 */
export const computePairedDifferences = (
  defaulted: readonly boolean[],
  pds: { champion: readonly number[]; challenger: readonly number[] },
): Record<'auc' | 'brier', PairedDifference> =>
  runTrainingCode(
    `from sklearn.metrics import roc_auc_score
bad = np.array(given["defaulted"], dtype=bool)
pd = {name: np.array(values) for name, values in given["pds"].items()}
def order(values):
    gap = values[bad][:, None] - values[~bad][None, :]
    return (gap > 0) + 0.5 * (gap == 0)
orders = np.stack([order(pd["champion"]), order(pd["challenger"])])
by_default, by_other = np.cov(orders.mean(axis=2)), np.cov(orders.mean(axis=1))
covariance = by_default / bad.sum() + by_other / (~bad).sum()
contrast = np.array([-1, 1])
squares = (pd["challenger"] - bad) ** 2 - (pd["champion"] - bad) ** 2
answer = {
    "auc": {
        "difference": roc_auc_score(bad, pd["challenger"]) - roc_auc_score(bad, pd["champion"]),
        "variance": float(contrast @ covariance @ contrast),
    },
    "brier": {"difference": float(squares.mean()), "variance": float(squares.var(ddof=1) / len(squares))},
}`,
    { defaulted, pds },
  );

export interface TrainingConstants {
  calibration_bins: number;
  /** 95 % quantile of χ² for the bins of the PSI. */
  psi_chi_squared_95: number;
  algorithms: string[];
  max_path_features: number;
  labelled_algorithms: string[];
  protected_columns: string[];
  age: string;
  /** What training writes about a model, from made-up rows. */
  latency: object;
  evaluation: { roc: object[]; reliability: object[] };
}

/** Reads facts that TypeScript has too. */
export const readTrainingConstants = (): TrainingConstants =>
  runTrainingCode(
    `from scipy.stats import chi2
from training.data.training_set import PROTECTED
from training.evaluation import attribute_worth, curves, metrics, stability
from training.export import latency
from training.models import kinds
from training.models.size import MAX_PATH_FEATURES
from training.reporting.document_content import KINDS
class Rows:
    num = np.zeros((60, 1))
    take = lambda self, _: self
    categories = lambda self: self.num
    __len__ = lambda self: 60
class Session:
    run = lambda self, names, feed: None
latency.open_session = lambda graph: Session()
bad, pd = np.arange(60) % 3 == 0, np.linspace(0.01, 0.6, 60)
answer = {
    "latency": latency.measure_latency(b"", Rows(), 1),
    "evaluation": {"roc": curves.compute_roc(bad, pd), "reliability": curves.compute_reliability(bad, pd)},
    "calibration_bins": metrics.CALIBRATION_BINS,
    "psi_chi_squared_95": chi2.ppf(0.95, stability.BINS - 1),
    "max_path_features": MAX_PATH_FEATURES,
    "algorithms": [*kinds.KINDS, kinds.BLEND],
    "labelled_algorithms": list(KINDS),
    "protected_columns": sorted(PROTECTED),
    "age": attribute_worth.AGE,
}`,
    {},
  );

export interface TrainingScorecard {
  scale: { base: number; odds: number; pdo: number };
  /** By application: the calibrated PD, and the sum of its points in scorecard.json. */
  rows: { pd: number; points: number }[];
}

/** scorecard.json of a training set, as the training job reads, checks and writes it. */
export const buildTrainingScorecard = (folder: string): TrainingScorecard =>
  runTrainingCode(
    `from pathlib import Path
from training.data.preparation import fit_preparation
from training.data.training_set import load_training_set, require_enough_outcomes
from training.models.calibration import fit_scorecard_calibrator
from training.models.fitted_model import FittedModel
from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
from training.models.specification import ModelSpecification, predict_raw_output
from training.reporting.scorecard_table import build_scorecard_table
data = load_training_set(Path(given))
require_enough_outcomes(data)
preparation = fit_preparation(data.inputs)
prepared = preparation.transform(data.inputs)
specification = ModelSpecification("scorecard", KINDS["scorecard"].list_starts(measure_shape(data.inputs, data.defaulted))[0])
scorecard = specification.build(data.document.seed, preparation).fit(prepared, data.defaulted)
raw = predict_raw_output(scorecard, prepared)
calibrator = fit_scorecard_calibrator(raw, data.defaulted, data.document.seed)
model = FittedModel("scorecard", preparation, scorecard, calibrator)
table = json.loads(build_scorecard_table(model, data))
bins = {entry["feature"]: entry["bins"] for entry in table["characteristics"]}
names = [feature for _, feature in preparation.name_columns(data.num_names, data.cat_names)]
points = np.zeros(len(prepared))
for characteristic in scorecard.characteristics_:
    bin_points = np.array([entry["points"] for entry in bins[names[characteristic.column]]])
    points += bin_points[characteristic.find_bins(prepared)]
rows = [{"pd": pd, "points": total} for pd, total in zip(model.predict(data.inputs).tolist(), points.tolist())]
answer = {"scale": table["scale"], "rows": rows}`,
    folder,
  );

/** Runs Python code with training's modules. The script reads the input from `given` and puts its result in `answer`. */
function runTrainingCode<Answer>(script: string, given: unknown): Answer {
  const program = `import json, sys\nimport numpy as np\ngiven = json.load(sys.stdin)\n${script}\nprint(json.dumps(answer))`;
  const input = JSON.stringify(given);
  const output = execFileSync(join(ROOT, '.venv/bin/python'), ['-c', program], { cwd: ROOT, input, encoding: 'utf8' });
  return JSON.parse(output);
}
