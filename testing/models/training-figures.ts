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
    `from training.evaluation.stability import binned, edges_of, psi, _number
single = lambda values: np.array([np.nan if v is None else v for v in values], dtype=np.float32)
answer = {"baseline": {}, "psi": {}}
for name, values in given["before"].items():
    then, now = single(values), single(given["now"][name])
    answer["baseline"][name] = _number(then, now)
    edges = edges_of(then[~np.isnan(then)])
    answer["psi"][name] = psi(binned(then, edges), binned(now, edges))`,
    { before, now },
  );

export type TrainingFigures = Record<'auc' | 'ks' | 'brier' | 'ece', number>;

/** Computes the figures of each model's PDs for the same outcomes. */
export const computeTrainingFigures = <Name extends string>(
  defaulted: readonly boolean[],
  pds: Record<Name, readonly number[]>,
): Record<Name, TrainingFigures> =>
  runTrainingCode(
    `from training.evaluation.metrics import evaluate
bad = np.array(given["defaulted"], dtype=int)
answer = {
    name: {k: v for k, v in evaluate(bad, np.array(pd), 0.3).items() if isinstance(v, float)}
    for name, pd in given["pds"].items()
}`,
    { defaulted, pds },
  );

export interface ScorecardByTraining {
  scale: { base: number; odds: number; pdo: number };
  /** By application: the calibrated PD, and the sum of its points in scorecard.json. */
  rows: { pd: number; points: number }[];
}

/** scorecard.json of a training set, as the training job reads, checks and writes it. */
export const buildTrainingScorecard = (folder: string): ScorecardByTraining =>
  runTrainingCode(
    `from pathlib import Path
from training.data import preparation
from training.data.training_set import load, validate
from training.export.onnx_model import FittedModel
from training.models import calibration
from training.models.algorithms import raw_score
from training.models.scorecard import Scorecard
from training.reporting import scorecard_table
data = load(Path(given))
validate(data)
fitted = preparation.fit(data.inputs)
prepared = fitted.transform(data.inputs)
estimator = Scorecard(fitted).fit(prepared, data.defaulted)
calibrator = calibration.fit_points(raw_score(estimator, prepared), data.defaulted, data.document.seed)
model = FittedModel("scorecard", fitted, estimator, calibrator)
table = json.loads(scorecard_table.document(model, data))
bins = {entry["feature"]: entry["bins"] for entry in table["characteristics"]}
names = [feature for _, feature in fitted.columns(data.num_names, data.cat_names)]
points = np.zeros(len(prepared))
for card in estimator.characteristics_:
    points += np.array([entry["points"] for entry in bins[names[card.column]]])[card.bins(prepared)]
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
