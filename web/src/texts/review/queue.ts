/** Texts of the review queue, and words that it shares with the page of a case. */
import type { components } from '../../../../clients/typescript/api.ts';
import { formatPlural } from '../../format/plurals.ts';

type CaseSummary = components['schemas']['CaseSummary'];

/** In the order of the filter. */
export const CASE_KINDS: Record<CaseSummary['kind'], string> = {
  referral: 'Referral',
  contest: 'Contest',
  expired_approval: 'Expired approval',
  suspected_fraud: 'Suspected fraud',
};

export const CASE_STATES: Record<CaseSummary['state'], string> = {
  open: 'Open',
  waiting_for_documents: 'Waiting for documents',
  waiting_for_second: 'Waiting for a second person',
  decided: 'Decided',
  withdrawn: 'Withdrawn',
};

export const queueTexts = {
  title: 'Review queue',
  subtitle: 'Applications that a person decides, the earliest due time first.',
  figures: 'Figures of the review',
  filters: {
    label: 'Filter the cases',
    state: 'State',
    unfinished: 'Not finished',
    all: 'All states',
    kind: 'Kind',
    allKinds: 'All kinds',
    holder: 'Held by',
    anybody: 'Anybody or nobody',
    me: 'You',
    nobody: 'Nobody',
    due: 'Due time',
    anyDue: 'Any',
    overdue: 'Overdue',
    inTime: 'Not overdue',
  },
  claimNext: {
    button: 'Claim the next case',
    claiming: 'Claiming…',
    none: 'No case is free: other people hold all that wait, or nothing waits.',
  },
  yours: { title: 'You hold', none: 'You hold no case.', caption: 'Cases that you hold' },
  queue: {
    title: 'Cases',
    caption: 'Cases, the earliest due time first',
    keys: 'Arrow up and arrow down go from case to case, Enter opens it.',
  },
  columns: {
    application: 'Application',
    kind: 'Kind',
    due: 'Due',
    state: 'State',
    pd: 'PD',
    score: 'Score',
    band: 'Band',
    exposure: 'Exposure',
    holder: 'Held by',
    opened: 'Opened',
    decision: 'Decision',
  },
  overdue: 'Overdue',
  second: 'Second person',
  more: 'Later due times',
  first: 'Back to the first',
  none: {
    title: 'Nothing waits for a person',
    text: 'A case appears here when an application is referred or contested, an approval expires, or fraud is suspected.',
  },
  noMatch: { title: 'No case matches these filters', text: 'Choose other filters.' },
  clear: 'Show all that is not finished',
  held: (cases: number) => formatPlural(cases, 'case'),
} as const;
