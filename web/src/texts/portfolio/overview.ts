/** Texts of the overview. */
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const overviewTexts = {
  title: 'Overview',

  report: {
    make: 'Make portfolio report',
    making: 'Making the report …',
    open: 'Open report',
    figures: 'Download its figures (CSV)',
    expires: (time: string) => `This link works until ${time}`,
  },

  system: 'Data and model',
  newestRun: 'Newest run',
  runNote: (day: string, duration: string) => `as-of date ${day}, took ${duration}`,
  rowsAccepted: 'Rows accepted',
  rowsRejected: (rejected: number, delivered: number) =>
    `${formatCount(rejected)} of ${formatPlural(delivered, 'row')} rejected`,
  features: 'Features in use',
  featuresNote: (age: string) => `as-of date of the data; published ${age} ago`,
  champion: 'Champion',
  championNote: (auc: string) => `the model that decides; AUC ${auc} on its own holdout`,
  noChampion: 'no model decides yet',

  bands: 'Scores by risk band',
  bandsNote: (shares: string) => `Band A has the lowest risk. ${shares}.`,
  bandShare: (band: string, share: number) => `${band} ${formatPercent(share)}`,

  decisions: 'Current decisions (after overrides)',
  decisionsNote: (overrides: number, contradicted: number) =>
    `A person decided ${formatPlural(overrides, 'application')}; a newer score contradicts ${formatPlural(contradicted, 'override')}. The lender would hold the expected loss of the approved only.`,

  alarms: 'Alarms',
  allAlarms: (count: number) => `All ${formatPlural(count, 'alarm')}`,
  noActiveAlarms: 'No active alarms',
  alarmsWithoutData: (count: number) => `${formatPlural(count, 'alarm')} without data: their page says why`,
  since: (time: string) => `since ${time}`,
  alarmsUnknown: 'Alarms are not known',
  alarmsUnknownWhy: 'The alarm service gave no answer. The other figures of this page are not affected.',

  noRun: 'No run yet',
  noRunWhy: 'The first delivery starts one.',
  runOf: (day: string) => `Delivery with the as-of date ${day}`,
  publishedAt: (time: string) => `published ${time}`,
  openedAt: (time: string) => `started ${time}`,
  rows: (count: number) => formatPlural(count, 'row'),
  checks: (count: number, failed: number) => `${formatPlural(count, 'quality check')}, ${formatCount(failed)} failed`,
  runLink: 'Stages, files and rejected rows',
} as const;
