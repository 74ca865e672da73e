/** Texts of the page "Bring your data": the list of imports and the steps of one. */
import type { components } from '../../../../clients/typescript/api.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

type ImportState = components['schemas']['Import']['state'];

export const importsTexts = {
  title: 'Bring your data',
  subtitle: 'From files of your own to a scored portfolio, step by step.',
  list: {
    title: 'Your imports',
    note: 'Files are deleted after the delivery, or after a week.',
    caption: 'Your imports',
    none: { title: 'No import yet', text: 'Choose a file above.' },
    name: 'Name',
    state: 'State',
    created: 'Created',
    files: 'Files',
    size: 'Size',
  },
} as const;

export const fileFormTexts = {
  title: 'Choose your files',
  note:
    'CSV, TSV, Excel, Parquet or JSON lines, also as .gz or .zip; choose several files where they belong together. ' +
    'Nothing is delivered before you confirm it.',
  files: 'Files',
  name: 'Name of the import and of its mapping',
  nameRule: 'lower-case letters, digits and hyphens, at most 40',
  upload: 'Upload',
  starting: 'Starting…',
  chosen: (name: string, size: string) => `${name}, ${size}`,
  chosenSeveral: (files: number, size: string) => `${formatPlural(files, 'file')}, ${size} together`,
  tooMany: (most: number) => `An import has at most ${most} files. Choose fewer.`,
  longName: (name: string, longest: number) =>
    `A file name has more than ${longest} characters: ${name}. Rename the file.`,
  empty: (name: string) => `${name} is empty. Choose a file with rows.`,
  twice: (name: string) => `Two files are named ${name}. Rename one of them.`,
} as const;

/** The heading of each step. */
export const STATE_HEADINGS: Record<ImportState, string> = {
  uploading: 'Uploading your files',
  profiling: 'Reading your files',
  proposed: 'What we found in your files',
  checking: 'Checking every row',
  checked: 'Result of the check',
  delivering: 'Writing the deliveries',
  delivered: 'Your data are delivered',
  refused: 'These files cannot be read',
  failed: 'The import failed',
  cancelled: 'The import is cancelled',
  expired: 'The import has expired',
};

/** The state in a list: whether the person or the service has to act. */
export const STATE_NAMES: Record<ImportState, string> = {
  uploading: 'Upload not finished',
  profiling: 'Reading files',
  proposed: 'Waits for your answers',
  checking: 'Checking rows',
  checked: 'Ready to deliver',
  delivering: 'Delivering',
  delivered: 'Delivered',
  refused: 'Cannot be read',
  failed: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Expired',
};

/** What the service does in a state, and what it means for the person. */
export const WORKING_NOTES: Partial<Record<ImportState, string>> = {
  profiling: 'Every column is profiled. Nothing is delivered yet. You can leave this page and return.',
  checking: 'Every row is converted as it would be delivered. Nothing is written. You can leave this page and return.',
  delivering: 'The deliveries are written, then the daily workflow starts. This step cannot be stopped.',
};

/** Why an import ended without a delivery, where its problem does not say so. */
export const ENDED_NOTES: Partial<Record<ImportState, string>> = {
  cancelled: 'Its files are deleted, and nothing of it was delivered.',
  expired: 'Its files were deleted after a week without a delivery.',
};

export const importTexts = {
  thing: 'import',
  title: (name: string) => `Import ${name}`,
  untitled: 'Import',
  all: 'Your imports',
  another: 'Bring another file',
  problemCode: (code: string) => `Error code: ${code}`,
  cancel: {
    open: 'Cancel this import',
    note: 'Its files are deleted, and nothing of it is delivered.',
    noteFailed: 'Its files are deleted.',
    button: 'Cancel and delete the files',
    cancelling: 'Cancelling…',
  },
  upload: {
    title: 'Upload',
    note: 'Keep this page open. After an interruption or a reload, the upload resumes where it stopped.',
    sent: (sent: string, total: string) => `${sent} of ${total}`,
    chooseAgain: 'Choose the same files again',
    arrived: (sent: string, total: string) =>
      `${sent} of ${total} have arrived and stay. The browser no longer has the rest since the page was left.`,
    missing: (names: readonly string[]) => `Missing: ${names.join(', ')}`,
    sameFiles: 'The same files',
    resume: 'Resume the upload',
    partLost: 'A part of a file did not arrive. Check your connection, then resume the upload.',
    failed: 'The upload stopped',
  },
  progress: {
    title: 'Progress',
    rows: (rows: number) => `${formatPlural(rows, 'row')} so far`,
    size: (size: string) => `${size} to read`,
    working: (title: string) => `${title}: working`,
    percent: (title: string, percent: number) => `${title}: ${percent} percent`,
  },
  failure: (title: string, detail: string) => `${title}. ${detail}`,
} as const;

export const proposalTexts = {
  findings: 'Before you continue',
  apply: 'Apply changes',
  applying: 'Applying…',
  notApplied: 'Your changes are not applied yet.',
  check: 'Check every row',
  starting: 'Starting…',
  openQuestions: (questions: number) =>
    questions === 1 ? 'Answer the open question first.' : `Answer the ${formatCount(questions)} open questions first.`,
  questions: {
    title: 'Please answer',
    note: 'Where an answer is already chosen, it is a proposal.',
    other: 'Another answer…',
    none: 'Choose…',
    own: (question: string) => `Your answer: ${question}`,
  },
  answers: {
    title: 'Your answers',
    answer: (question: string, answer: string) => `${question}: ${answer}`,
    withdraw: 'Withdraw',
    withdrawn: 'Withdrawn',
    withdrawLabel: (question: string) => `Withdraw the answer about ${question}`,
  },
} as const;

export const checkTexts = {
  tiles: {
    rows: 'Rows read',
    rejected: { name: 'Rejected', note: 'not delivered' },
    good: { name: 'Repaid', note: 'known outcome' },
    bad: { name: 'Defaulted', note: 'known outcome' },
    open: { name: 'Open', note: 'to be scored' },
    withheld: { name: 'Withheld', note: 'backtest: scored, then compared' },
  },
  deliver: 'Deliver and score',
  starting: 'Starting…',
  orChange: 'Or change something below, and check again.',
  rejected: {
    title: 'Rejected rows',
    none: 'Every row is delivered.',
    first: (shown: number, all: number) => `The first ${formatCount(shown)} of ${formatCount(all)}.`,
    caption: 'Rejected rows by line',
    line: 'Line',
    file: 'File',
    column: 'Column',
    reason: 'Reason',
  },
  unknown: {
    title: 'Values that become unknown',
    note: 'Their rows are delivered without them.',
    caption: 'Values that become unknown',
    column: 'Column',
    reason: 'Reason',
    values: 'Values',
    firstLines: 'First lines',
  },
  deliveries: { asOf: 'As-of date', table: 'Table', mode: 'Mode', rows: 'Rows' },
  willDeliver: 'What will be delivered',
} as const;

export const deliveredTexts = {
  runs: {
    title: 'Runs',
    note:
      'Each delivered day is one run: checked, published, and scored by the champion. Without a champion nothing is ' +
      'scored yet: npm run train trains a first model from the outcomes, as the first of each month does.',
    caption: 'Runs of this import',
    asOf: 'As-of date',
    state: 'State',
    duration: 'Duration',
    reason: 'Why not published',
    allPublished: 'All days are published.',
    somePublished: (published: number, days: number) =>
      `Published: ${formatCount(published)} of ${formatPlural(days, 'day')}. Open the other runs to see why not.`,
    waiting: (published: number, days: number) =>
      `Published so far: ${formatCount(published)} of ${formatPlural(days, 'day')}. The daily workflow is running.`,
    portfolio: 'See the portfolio',
  },
  report: {
    title: 'Report to keep',
    note: 'Rows read, delivered and rejected, and who decided what about each column.',
    html: 'Report (HTML)',
    csv: 'Rejected rows (CSV)',
    json: 'Report (JSON)',
  },
  deliveries: 'What was delivered',
} as const;
