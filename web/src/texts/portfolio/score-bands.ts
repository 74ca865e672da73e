/** Texts of the page of score bands: how well the score ranks and predicts observed outcomes. */
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const scoreBandTexts = {
  title: 'Score bands',
  subtitle: 'How well scores rank and predict the outcomes that the lender has delivered.',

  enough: (outcomes: number, defaults: number) =>
    `Rates, lift, KS and Gini are measured on ${formatPlural(outcomes, 'application')} whose outcome is known, ${formatCount(defaults)} of them defaults.`,
  tooFew: (defaults: number, others: number, minimumDefaults: number, minimumOthers: number) =>
    `Too few outcomes to measure rates, lift, KS and Gini: ${formatPlural(defaults, 'default')} and ${formatPlural(others, 'other outcome')} are known; ${formatCount(minimumDefaults)} and ${formatCount(minimumOthers)} are needed. Counts are shown.`,

  outcomes: 'Outcomes',
  outcomesNote: (applications: number) => `of ${formatPlural(applications, 'application')}`,
  defaults: 'Defaults',
  observedRate: 'Observed default rate',
  predictedNote: (meanPd: number | null) => `mean PD of all applications ${formatPercent(meanPd, 2)}`,
  ks: 'KS',
  ksNote: (score: number) => `largest at scores up to ${score}; 0 ranks nothing, 1 ranks perfectly`,
  gini: 'Gini',
  giniNote: '2 × AUC − 1; 0 ranks nothing, 1 ranks perfectly',
  notMeasured: 'too few outcomes',

  table: 'Score bands',
  tableNote:
    'Good: outcome without default. Bad: default. Cumulative shares, lift and KS run from the lowest score up. Odds: goods for each bad. Lift: observed rate over that of all rows. Intervals are 95 % (Wilson).',
  columns: {
    scores: 'Scores',
    goods: 'Good',
    bads: 'Bad',
    cumulativeGood: 'Cumulative good',
    cumulativeBad: 'Cumulative bad',
    odds: 'Odds',
    meanPd: 'Mean PD',
    outcomeMeanPd: 'Mean PD with outcome',
    rate: 'Observed rate',
    interval: '95 % interval',
    lift: 'Lift',
    ks: 'KS',
    decile: 'Decile',
  },

  gain: 'Gain curve',
  gainSummary: (share: number, badShare: number) =>
    `The ${formatPercent(share, 0)} of applications with the lowest scores contain ${formatPercent(badShare)} of the defaults.`,
  gainX: 'Applications with an outcome, lowest scores first (%)',
  gainY: 'Defaults found (%)',
  model: 'By score',
  random: 'Without a score',

  ksCurve: 'KS curve',
  ksSummary: (value: number, score: number) =>
    `At scores up to ${score} the cumulative shares of defaults and others are ${formatDecimal(value, 3)} apart, the KS.`,
  ksMark: (value: number) => `KS ${formatDecimal(value, 3)}`,
  ksY: 'Share with this score or a lower one (%)',
  bads: 'Defaults',
  goods: 'Other outcomes',

  lift: 'Lift by decile',
  liftSummary: (lift: number | null, last: number | null) =>
    `In the tenth with the lowest scores the default rate is ${formatDecimal(lift, 2)} times that of all, in the tenth with the highest ${formatDecimal(last, 2)} times.`,
  liftX: 'Decile by score (1 has the highest risk)',
  liftY: 'Lift (times the overall default rate)',

  calibration: 'Predicted and observed default rate by decile',
  calibrationSummary: (inside: number, total: number) =>
    `In ${formatCount(inside)} of ${formatPlural(total, 'decile')} the mean PD lies inside the 95 % interval of the observed rate.`,
  decileLabel: (decile: number, from: number, to: number) => `${decile} (scores ${from} to ${to})`,
  predicted: 'Predicted: mean PD',
  observed: 'Observed: default rate with 95 % interval',
  rateX: 'Default rate (%)',
} as const;
