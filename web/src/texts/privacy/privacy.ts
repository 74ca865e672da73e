/** Texts of the pages about requests of data subjects. */

export const PRIVACY_KINDS = {
  access: 'Access',
  rectification: 'Rectification',
  restriction: 'Restriction of processing',
  objection: 'Objection',
  erasure: 'Erasure',
} as const;

export const privacyTexts = {
  title: 'Privacy',
  subtitle: 'What persons request about their data, with its deadline.',
  what: 'request',
  all: 'All requests of persons',
  filters: {
    label: 'Filter the requests',
    state: 'State',
    kind: 'Kind',
    overdue: 'Deadline',
    allStates: 'All states',
    allKinds: 'All kinds',
    allDeadlines: 'All deadlines',
    onlyOverdue: 'Overdue',
  },
  list: {
    title: 'Requests',
    caption: 'Requests of persons, newest first',
    kind: 'What',
    customer: 'Customer',
    hidden: 'not shown',
    state: 'State',
    due: 'Due',
    received: 'Received',
    overdue: 'Overdue',
  },
  none: 'No request matches',
  noneWhy: 'Choose another state or kind, or enter what a person requests.',
  older: 'Older requests',
  newest: 'Newest requests',
} as const;

export const privacyFormTexts = {
  open: 'Enter a request',
  note: 'Nothing is read or changed of the person until the request is started. It is due one month after its receipt.',
  kind: 'What the person requests',
  customer: 'Id of the customer, as the lender delivers it',
  received: 'Received on',
  why: 'How the person asked and was identified',
  scores: 'Erase scores and cases too, which are evidence and stay by default',
  enter: 'Enter the request',
  storing: 'Storing…',
} as const;

export const privacyRequestTexts = {
  title: (kind: string, customer: string) => `${kind} of customer ${customer}`,
  untitled: 'Request of a person',
  ofErased: (kind: string) => `${kind} of a person who is not named any more`,
  properties: {
    title: 'What happened',
    state: 'State',
    received: 'Received',
    due: 'Due',
    extended: 'Extended, because',
    entered: 'Entered',
    byAt: (person: string, time: string) => `${person}, ${time}`,
    why: 'Why',
    handled: 'Handled by',
    handledWhy: 'Reason or result',
    ended: 'Ended',
    failure: 'Failed with',
  },
  result: { title: 'What was found or done', note: 'In numbers. No value of the person is kept with the request.' },
  package: {
    title: 'Package',
    note: 'Everything that is stored of the person, personal data opened. Each download is recorded in the audit.',
    sign: 'Show the files',
    signing: 'Signing…',
    file: (name: string, size: string) => `${name} (${size})`,
    until: (time: string, deleted: string) => `The links work until ${time}. The files are deleted on ${deleted}.`,
  },
  start: {
    title: 'Handle',
    access: 'Gathers everything that is stored of the person.',
    erasure: 'Destroys the keys, rows and files of the person. It cannot be undone, not even from a backup.',
    other: 'Handles the request.',
    confirm: 'Id of the customer, to confirm',
    button: 'Start',
    starting: 'Starting…',
  },
  steps: {
    why: 'Why',
    due: 'New deadline',
    storing: 'Storing…',
    extend: { title: 'Extend the deadline', note: 'Three months after the receipt at most.', button: 'Extend' },
    refuse: { title: 'Refuse', note: 'The person is told why.', button: 'Refuse' },
    complete: { title: 'Completed by hand', note: 'For what was done outside this system.', button: 'Complete' },
  },
} as const;
