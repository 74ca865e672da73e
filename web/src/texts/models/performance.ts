/** Texts of the page of model performance: on the holdout of a training. */
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const performanceTexts = {
  title: 'Model performance',
  subtitle: 'How well a model separates defaults from repaid loans, and whether its probabilities come true.',
  version: 'Model version',
  versionOption: (version: string, stage: string) => `${stage}: ${version}`,
  what: 'model version',
  allVersions: 'All model versions',
  noChampion: 'There is no champion yet',
  noChampionWhy: 'The first training that passes its gates makes one.',

  holdout: (rows: number) => `On its own holdout (${formatPlural(rows, 'application')})`,
  holdoutWhy: (share: number) =>
    `Applications with a known outcome that were set aside before training; ${formatPercent(share)} of them defaulted. Every version has its own, so compare versions only on the same applications, below.`,
  interval: (low: number, high: number) => `95 % interval ${formatDecimal(low)} to ${formatDecimal(high)}`,
  shareInterval: (low: number, high: number) => `95 % interval ${formatPercent(low, 1)} to ${formatPercent(high, 1)}`,
  auc: 'AUC on its own holdout',
  gini: 'Gini',
  ks: 'KS',
  brier: 'Brier score',
  ece: 'Calibration error (ECE)',
  accuracy: 'Accuracy',
  lessIsBetter: 'less is better',

  meanings: 'What these figures mean',
  meaningOf: {
    auc: 'Of a random default and a random repaid loan, how often the default has the higher PD. 0.5 is a coin toss, 1 is perfect.',
    gini: '2 · AUC − 1: the same, from 0 to 1.',
    ks: 'The largest difference between the shares of defaults and of repaid loans above one PD, from 0 to 1.',
    brier: 'Mean squared difference between PD and outcome, from 0 to 1; less is better.',
    ece: 'How far PDs and observed default rates are apart on average, over ten groups of equal size; less is better.',
    accuracy: 'Share of the holdout that the cut-off of the decision puts on the right side.',
  },

  roc: 'ROC curve',
  rocSummary: (auc: number, rows: number, share: number | undefined) =>
    `AUC ${formatDecimal(auc, 4)} on ${formatPlural(rows, 'application')}. Where 10 % of the repaid loans are flagged, ${formatPercent(share, 0)} of the defaults are found.`,
  noRoc: 'No ROC curve',
  writtenByNone: 'Its training wrote none.',
  pdFrom: 'PD from',
  falseAlarms: 'Repaid loans flagged',
  defaultsFound: 'Defaults found',
  falseAlarmsAxis: 'Repaid loans flagged (%)',
  defaultsFoundAxis: 'Defaults found (%)',
  model: 'Model',
  byChance: 'By chance',

  calibration: 'Calibration',
  noCalibration: 'No calibration curve',
  calibrationSummary: (inside: number, total: number, ece: number) =>
    `Ten groups of equal size, by PD. In ${formatCount(inside)} of ${formatCount(total)} the predicted rate lies in the 95 % interval of the observed one; ECE ${formatDecimal(ece)}.`,
  meanPd: 'Predicted: mean PD',
  defaultRate: 'Observed: default rate',
  meanPdAxis: 'Predicted: mean PD (%)',
  defaultRateAxis: 'Observed: default rate (%)',
  intervalColumn: '95 % interval',
  intervalText: (low: number, high: number) => `${formatPercent(low)} to ${formatPercent(high)}`,
  rows: 'Applications',
  calibrationSeries: 'Group of applications, 95 % interval',
  perfectlyCalibrated: 'Perfectly calibrated',

  confusion: 'Confusion matrix',
  confusionNote: (cutOff: number | undefined, rows: number, right: number) =>
    `${cutOff === undefined ? 'At the cut-off of the decision' : `Flagged from a PD of ${formatPercent(cutOff)}`}, on the holdout: ${formatPercent(right)} of ${formatPlural(rows, 'application')} are on the right side.`,
  predictedRepay: 'Predicted to repay',
  predictedDefault: 'Predicted to default',
  repaid: 'Repaid',
  defaulted: 'Defaulted',
  outcome: 'Outcome',

  facts: 'The model',
  factVersion: 'Version',
  algorithm: 'Algorithm',
  cvAuc: 'AUC by cross-validation',
  cvAucValue: (mean: number, deviation: number) => `${formatDecimal(mean, 4)} ± ${formatDecimal(deviation, 4)}`,
  precisionRecall: 'Precision and recall',
  precisionRecallValue: (precision: number, recall: number) =>
    `${formatPercent(precision)} of the flagged default; ${formatPercent(recall)} of the defaults are flagged`,
  latency: 'Time for one score',
  latencyValue: (median: number, slow: number) =>
    `${formatMilliseconds(median)} (median), ${formatMilliseconds(slow)} (99th percentile)`,
  notMeasured: 'not measured',
} as const;

function formatMilliseconds(value: number): string {
  return `${value < 0.1 ? value.toFixed(3) : value.toFixed(value < 10 ? 1 : 0)} ms`;
}
