/** Texts of the page of drift. */
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const driftTexts = {
  title: 'Drift',
  subtitle: (version: string) =>
    `How far applications differ from the training data of ${version}: population stability index (PSI), 0 is no difference.`,
  nothingMeasured: 'Nothing has been measured yet',
  nothingMeasuredWhy: 'Monitoring measures drift after each daily run, once there is a champion.',

  day: 'Measured day',
  dayOption: (day: string, rows: number, isEnough: boolean) =>
    `${day} · ${formatPlural(rows, 'application')}${isEnough ? '' : ' · too few'}`,
  unknownDay: 'measured day',
  newestDay: 'Show the newest measured day',
  tooFew: (rows: number, minimum: number) =>
    `Too few applications to judge: ${formatCount(rows)} of the ${formatCount(minimum)} that are needed`,
  tooFewWhy: (day: string, minimum: number) =>
    `Shares of so few applications differ from the training data by chance. Nothing of ${day} is judged until it has ${formatPlural(minimum, 'application')}.`,
  showNewest: (day: string) => `Show ${day}, the newest day with enough applications`,
  noDayIsEnough: 'No measured day has enough applications yet.',

  scorePsi: 'PSI of the predicted PDs',
  changed: 'Features that changed',
  changedNote: (count: number) => `of ${formatCount(count)}`,
  watch: 'Features to watch',
  notJudged: 'Features not judged',
  notJudgedNote: 'too few values',
  measuredRows: 'Applications measured',
  measuredOn: (day: string) => `on ${day}`,

  listTitle: 'Features, the largest shift first',
  listNote: 'PSI below 0.1 is stable; from 0.25 on the population has changed. A name shows its bins and its history.',
  caption: 'Drift of features',
  feature: 'Feature',
  psi: 'PSI',
  level: 'Level',
  rows: 'Applications',
  showAll: (count: number) => `Show all ${formatPlural(count, 'feature')}`,

  bins: (label: string) => `${label}: training and now`,
  bin: 'Value',
  training: 'Training',
  now: 'Now',
  binAxis: 'Range of values',
  shareAxis: 'Share of applications (%)',
  noBins: 'No bins were stored.',
  noValues: 'No application of these days has a value to compare.',
  tooFewValues: (rows: number, minimum: number) =>
    `Not judged: ${formatPlural(rows, 'application')} of the ${formatCount(minimum)} that are needed.`,
  shift: (psi: number | null, bin: string, before: number, now: number) =>
    `PSI ${formatDecimal(psi)}. The largest move is in ${bin}: ${formatPercent(before)} in training, ${formatPercent(now)} now.`,

  history: (label: string) => `${label}: PSI over time`,
  historySummary: (count: number, psi: number | null) =>
    psi === null
      ? `${formatPlural(count, 'measured day')}.`
      : `${formatPlural(count, 'measured day')}; PSI ${formatDecimal(psi)} on the day shown.`,
  historyDay: 'Measured day',
  psiAxis: 'PSI (0 is no difference)',

  nextTrends: 'See how scores and decisions moved over the same days',
  nextFeature: (label: string) => `See how the values of ${label} move the risk`,
  nextPerformance: 'Check on observed outcomes whether the model still predicts well',
  nextTrain: 'Train a new model on the newest outcomes, once you know why the population changed:',
  nextDelivery: 'Check the newest delivery: a changed export or a missing column looks like drift',
} as const;
