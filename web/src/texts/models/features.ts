/** Texts of the page of feature importance and effects. */
import { formatCount, formatFeatureValue, formatSigned } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const featuresTexts = {
  title: 'Feature importance',
  subtitleBefore: 'What drives the predictions of the champion',
  subtitleAfter: 'measured on its holdout, which its training never saw.',
  noChampion: 'There is no champion yet',
  noChampionWhy: 'The first training that passes its gates makes one.',

  ranking: 'Features, the most important first',
  rankingNote: (strongest: string) => `${strongest} weigh most. A name shows how its values move the risk.`,
  oneStrongest: (first: string) => first,
  twoStrongest: (first: string, second: string) => `${first}, then ${second}`,
  caption: 'Feature importance',
  feature: 'Feature',
  importance: 'AUC lost',
  contribution: 'Mean |SHAP|',
  direction: 'As the value grows',
  directions: {
    riskier: 'risk rises',
    safer: 'risk falls',
    mixed: 'risk rises and falls',
    none: 'hardly any change',
    categories: 'by category',
    unknown: '–',
  },
  drift: 'Drift',
  driftLink: 'See its drift',
  driftOf: (label: string) => `See the drift of ${label}`,
  showAll: (count: number) => `Show all ${formatPlural(count, 'feature')}`,
  measures: 'How to read these figures',
  importanceMeaning:
    'How much worse the model ranks applications when the values of the feature are shuffled. Near 0, the model hardly needs the feature, or others tell the same.',
  contributionMeaning:
    "How far the feature moves a prediction on average, up or down, in the model's own scale before calibration.",
  effectMeaning:
    'The mean contribution of the feature to the log odds of default, among holdout applications with such a value. 0 is the average application. It describes the model and proves no cause.',

  effects: (label: string) => `${label}: how its values move the risk`,
  effectsCaption: (label: string) => `Effect of ${label}`,
  value: 'Value',
  valueIn: (unit: string) => `Value (${unit})`,
  rows: 'Applications',
  effect: 'Mean contribution (log odds)',
  odds: 'Odds of default',
  oddsFactor: (factor: number) => `× ${factor.toFixed(2)}`,
  missing: 'Unknown',
  allValues: 'All values',
  upTo: (to: number) => `up to ${formatFeatureValue(to)}`,
  between: (from: number, to: number) => `${formatFeatureValue(from)} to ${formatFeatureValue(to)}`,
  atLeast: (from: number) => `${formatFeatureValue(from)} and more`,
  exactly: (value: number) => formatFeatureValue(value),
  effectSummary: (highest: string, highestEffect: number, lowest: string, lowestEffect: number) =>
    `Riskiest: ${highest} (${formatSigned(highestEffect)}). Safest: ${lowest} (${formatSigned(lowestEffect)}).`,
  missingSummary: (rows: number, effect: number) =>
    ` Unknown in ${formatPlural(rows, 'application')}: ${formatSigned(effect)}.`,
  noEffects: 'The effect of its values was not measured',
  noEffectsWhy: 'Models of earlier trainings lack it. The next training measures it.',
  rowCount: (rows: number) => formatCount(rows),

  nextDrift: (label: string) => `See whether ${label} has changed since training`,
  nextSegments: 'Compare predicted and observed default rates by segment',
  nextModel: 'Read the model card and the validation report of the champion',
  nextIgnore: 'A feature should not be used, for example because it is known only after the decision? Declare it with',
  nextIgnoreAfter: 'in the manifest of the delivery, then train again.',
} as const;
