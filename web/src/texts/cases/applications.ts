/** Texts of the search for applications and of the scores of a customer. */
import { formatPlural } from '../../format/plurals.ts';

export const applicationsTexts = {
  title: 'Applications',
  subtitle: 'Find a case, see why it was scored as it was, and decide.',
  search: {
    label: 'Customer id or prediction id',
    hint: 'A customer id shows all scores of that customer; a prediction id opens one score.',
    find: 'Find',
  },
  riskiest: {
    title: 'The riskiest applications',
    note: 'The twenty with the highest PD that match the filters.',
    caption: 'The riskiest applications',
  },
  next: 'Open an application to see its reasons. An underwriter can override its decision there.',
  links: { segments: 'Compare segments', distribution: 'See the score distribution' },
} as const;

export const customerTexts = {
  unknown: {
    title: 'Customer not found',
    text: (id: string) => `No score is stored for a customer with the id “${id}”. Check it, or search again.`,
  },
  title: (id: string) => `Customer ${id}`,
  all: 'All applications',
  subtitle: 'Scores of the customer, newest first. A decision is the current one, after overrides.',
  cardTitle: 'Scores',
  summary: (shown: number, loaded: number) =>
    shown === loaded ? formatPlural(loaded, 'score') : `${shown} of the ${formatPlural(loaded, 'score')} of this page`,
  caption: (id: string) => `Scores of customer ${id}`,
  filters: {
    label: 'Filter the scores',
    decision: 'Decision',
    allDecisions: 'All decisions',
    from: 'Scored from',
    to: 'Scored to',
  },
  clear: 'Show all scores',
  noMatch: { title: 'No score matches', text: 'Choose another decision or other months.' },
  older: 'Older scores',
  newest: 'Newest scores',
  next: 'Open an application to see its reasons. An underwriter can override its decision there.',
} as const;

/** Columns of both lists. */
export const scoreColumnTexts = {
  application: 'Application',
  scored: 'Scored',
  source: 'Scored by',
  pd: 'PD',
  score: 'Score',
  band: 'Band',
  decision: 'Decision',
} as const;

/** What made a score. */
export const SOURCES = {
  api: 'A request',
  batch: 'Daily scoring',
  file: 'Uploaded file',
  edge: 'Offline device',
} as const;
