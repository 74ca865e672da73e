/** Texts of the list of runs and of the page of one run. */
import type { components } from '../../../../clients/typescript/api.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

type RunState = components['schemas']['RunSummary']['state'];

export const runsTexts = {
  title: 'Runs',
  subtitle: 'Each run checks one delivery and publishes it, or says why it cannot.',
  caption: 'Runs of the daily ETL',
  filters: { label: 'Filter the runs', state: 'State', allStates: 'All states', from: 'From month', to: 'To month' },
  clear: 'Show all runs',
  none: { title: 'No run yet', text: 'The first delivery starts one.' },
  noMatch: { title: 'No run matches', text: 'Choose another state or other months.' },
  older: 'Older runs',
  newest: 'Newest runs',
  asOf: 'As-of date',
  state: 'State',
  reason: 'Why not published',
  opened: 'Started',
  duration: 'Duration',
  rows: 'Rows delivered',
  rejected: 'Rows rejected',
  accepted: 'Accepted',
  failedChecks: 'Failed checks',
  failedOf: (failed: number, checks: number) => `${formatCount(failed)} of ${formatCount(checks)}`,
} as const;

/** Titles of the reason, by the state in which the run ended. */
const REASON_TITLES: Partial<Record<RunState, string>> = {
  refused: 'Why the delivery was refused',
  gate_failed: 'Why the quality gate failed',
  failed: 'Why the run failed',
  abandoned: 'Why the run was abandoned',
};

/** What a person does next, by the state of the run. */
const NEXT_STEPS: Record<RunState, string> = {
  running: 'Wait until the run ends, then press Refresh: its stages are stored at the end.',
  published:
    'The portfolio shows this delivery. Send the rejected rows, if there are any, to whoever delivers the files.',
  refused:
    'Nothing of the delivery was imported, and later deliveries wait for it. Have the files and the manifest corrected ' +
    'and delivered again: the next execution checks them by itself.',
  gate_failed:
    'Nothing of the delivery is published, and readers see the day before. See the failed checks and the rejected rows ' +
    'below, have the data corrected, and have them delivered again.',
  failed:
    'Nothing of the delivery is published. Whoever operates the system finds the error by the run’s id in the logs.',
  abandoned: 'Nothing to do here: the next run of the same date continues. Look for it in the list.',
};

export const runTexts = {
  thing: 'run',
  title: (asOf: string) => `Run of ${asOf}`,
  untitled: 'Run',
  all: 'All runs',
  tiles: {
    state: 'State',
    duration: 'Duration',
    rows: 'Rows delivered',
    rejected: 'Rows rejected',
    failedChecks: 'Failed checks',
  },
  published: (time: string) => `published ${time}`,
  ended: (time: string) => `ended ${time}`,
  started: (time: string) => `started ${time}`,
  rejectedShare: (share: string) => `${share} of those delivered`,
  ofChecks: (checks: number) => `of ${formatPlural(checks, 'check')}`,
  reasonTitle: (state: RunState) => REASON_TITLES[state] ?? 'Why the run was not published',
  next: (state: RunState) => NEXT_STEPS[state],
  links: {
    overview: 'See the portfolio',
    runsOfMonth: (month: string) => `All runs of ${month}`,
    alarms: 'See the alarms',
  },
  noDetails: {
    running: {
      title: 'The run has just started',
      text: 'Files and checks appear while it works, its stages when it ends.',
    },
    ended: {
      title: 'No row was imported',
      text: 'The run ended before it read a file, so there is nothing more to show.',
    },
  },
  commands: {
    accept: (runId: string): [string, string] => [
      'If the missing rows are gone indeed, publish the day and say why:',
      `npm run etl -- --accept-missing ${runId} --why "REASON"`,
    ],
    logs: (runId: string): [string, string] => ['See what the run logged:', `npm run logs -- --run ${runId}`],
  },
  stages: {
    title: 'Stages',
    summary: (total: string, slowest: string, took: string) =>
      `${total} in all; the longest stage is “${slowest}” with ${took}.`,
    caption: 'Stages of the run',
    none: { title: 'No stage is stored yet', text: 'Stages are stored when the run ends.' },
    noneEver: { title: 'No stage is stored', text: 'The run ended before its first stage.' },
    stage: 'Stage',
    started: 'Started (UTC)',
    when: 'Course',
    duration: 'Duration',
    result: 'Result',
  },
  rejections: {
    title: 'Rejected rows',
    note: 'A row can be rejected for several reasons.',
    caption: 'Rejected rows by reason',
    table: 'Table',
    reason: 'Reason',
    rows: 'Rows',
    allAccepted: 'Every row was accepted.',
    notChecked: 'The run ended before all rows were checked.',
    notKnown: 'Known when the run ends.',
  },
  files: {
    title: 'Files',
    summary: (files: number, size: string) => `${formatPlural(files, 'file')}, ${size} together.`,
    caption: 'Files of the delivery',
    none: { title: 'No file was read', text: 'The run ended before it read a file.' },
    noneYet: { title: 'No file is read yet', text: 'Files appear while the run works on them.' },
    file: 'File',
    hash: (sha256: string) => `SHA-256 ${sha256}`,
    mode: 'Mode',
    size: 'Size',
    rows: 'Rows',
    rejected: 'Rejected',
  },
  checks: {
    title: 'Quality checks',
    note: 'A failed check with severity Stop keeps a run from being published; one with severity Warning does not.',
    caption: 'Quality checks',
    none: { title: 'Nothing was checked', text: 'The run ended before its quality checks.' },
    noneYet: { title: 'Nothing is checked yet', text: 'Quality checks follow the import of the files.' },
    check: 'Check',
    severity: 'Severity',
    verdict: 'Verdict',
    failedRows: 'Failed rows',
    rows: 'Rows checked',
  },
} as const;
