/** Texts of the page of one case: what a person does with it, what it is decided from, and what others did. */
import type { components } from '../../../../clients/typescript/api.ts';
import { formatPlural } from '../../format/plurals.ts';

type Action = components['schemas']['Case']['actions'][number]['action'];

/** What was done, as the history says it. */
export const CASE_ACTIONS: Record<Action, string> = {
  opened: 'Opened',
  claimed: 'Claimed',
  released: 'Released',
  assigned: 'Assigned',
  noted: 'Note',
  documents_requested: 'Documents requested',
  attached: 'File attached',
  decided: 'Decided',
  confirmed: 'Decision confirmed',
  returned: 'Decision returned',
  withdrawn: 'Withdrawn',
};

export const caseTexts = {
  thing: 'case',
  title: (kind: string, application: string) => `${kind}: application ${application}`,
  untitled: 'Case',
  all: 'Review queue',
  tiles: {
    state: 'State',
    due: 'Due',
    overdue: 'overdue',
    holder: 'Held by',
    until: (time: string) => `until ${time}`,
    nobody: 'Nobody',
    pd: 'Probability of default',
    score: 'Score',
    band: 'Band',
    exposure: 'Exposure',
    second: 'a second person has to confirm the decision',
    decided: (decision: string, person: string) => `${decision}, by ${person}`,
    confirmed: (decided: string, person: string) => `${decided}, confirmed by ${person}`,
  },
  withdrawn: (why: string) => `This case was withdrawn: ${why}`,
  next: {
    title: 'What you can do next',
    application: 'The page of this application, with its overrides',
    customer: 'All scores of this customer',
    queue: 'Back to the review queue',
  },
} as const;

export const workTexts = {
  title: 'Your work',
  nothing: {
    open: 'Claim a case before you work on it. Your roles do not let you claim this one, or it is not yours to decide.',
    held: (holder: string) => `${holder} holds this case.`,
    finished: 'Nothing is left to do.',
    waits: 'It waits for another person.',
  },
  claim: {
    note: 'Claim it, so that nobody else works on it at the same time.',
    button: 'Claim',
    longer: 'Hold it longer',
  },
  release: { note: (until: string) => `You hold it until ${until}.`, button: 'Release' },
  storing: 'Storing…',
  decide: {
    title: 'Decide',
    note: 'Your decision replaces that of the policy, also for later scores of the application. Your name, the time, the reasons and your words are stored.',
    noteSecond: 'A second person has to confirm it, because much is at stake. Until then nothing changes.',
    decision: 'Your decision',
    reasons: 'Reasons',
    chooseFirst: 'Choose a decision: the reasons that fit it appear here.',
    noReason: 'No reason of the list fits this decision. Ask whoever keeps the list (config/reason-codes.json).',
    text: 'In your own words, so that the applicant or an auditor can read it',
    textOptional: 'In your own words, so that the applicant or an auditor can read it (not required)',
    button: 'Store the decision',
    needsWords: 'One of these reasons says nothing without your words.',
  },
  second: {
    title: 'Confirm or return the decision',
    note: (decision: string, person: string) => `${person} decided: ${decision}. It counts when you confirm it.`,
    text: 'What you found, so that an auditor can read it; needed to return the decision',
    confirm: 'Confirm',
    giveBack: 'Return it to the person',
  },
  documents: {
    open: 'Ask for documents',
    note: 'The case waits until a document arrives or you decide. Say exactly what is missing.',
    text: 'Documents that are missing',
    button: 'Ask for documents',
  },
  notes: {
    open: 'Write a note',
    note: 'Everybody who may read the case reads it. It cannot be changed later.',
    text: 'Note',
    button: 'Store the note',
  },
  assign: {
    open: 'Assign to somebody',
    note: 'The person holds the case from then on. Whoever holds it now loses it.',
    person: 'Person',
    choose: 'Choose…',
    text: 'Why (not required)',
    button: 'Assign',
  },
  done: {
    claim: 'You hold this case now.',
    release: 'You have released this case. Another person can claim it.',
    assign: 'The case is assigned.',
    decide: 'Your decision is stored.',
    decideSecond: 'Your decision is stored. It waits for a second person.',
    confirm: 'The decision is confirmed and counts.',
    return: 'The decision is returned.',
    'request-documents': 'The request is stored.',
    note: 'The note is stored.',
    attach: 'The file is attached.',
  },
} as const;

export const evidenceTexts = {
  section: 'What it is decided from',
  erased: {
    title: 'The score is not stored any more',
    text: 'What was stored about this application has been erased.',
  },
  contest: {
    title: 'What the applicant says',
    note: (time: string) => `Received ${time}. The words are the applicant’s.`,
    human: 'The applicant wants a person to look at it.',
    noStatement: 'The applicant wrote no statement.',
    caption: 'Corrections by the applicant',
    field: 'What',
    value: 'Should be',
  },
  similar: {
    title: 'Similar applications and their outcomes',
    note:
      'The nearest by the probability of default and the strongest reasons among those whose outcome is known. They help ' +
      'to judge; they decide nothing. A distance of 0 means alike; each reason that the two do not share adds 0.5.',
    summary: (defaults: number, all: number) => `${defaults} of ${formatPlural(all, 'application')} defaulted.`,
    caption: 'Similar applications and their outcomes',
    none: 'No application with a known outcome is near to this one.',
    decision: 'Decision',
    byPerson: 'by a person',
    distance: 'Distance',
    shared: 'Reasons in common',
    outcome: 'Outcome',
    defaulted: 'Defaulted',
    repaid: 'Repaid',
  },
  customer: {
    title: 'History of the customer',
    none: 'The customer has no other score.',
    note: (scores: number) => `${formatPlural(scores, 'score')}, newest first.`,
    noNone: 'It is about no known customer.',
    caption: 'Scores of the customer',
    scored: 'Scored',
    more: 'All scores of this customer',
    cases: 'Other cases of the customer',
    casesCaption: 'Other cases of the customer',
  },
} as const;

export const attachmentTexts = {
  title: 'Files',
  none: 'No file is attached.',
  caption: 'Files of the case',
  name: 'Name',
  size: 'Size',
  from: 'From',
  applicant: 'the applicant',
  added: 'Added',
  state: 'State',
  states: { uploaded: 'Being checked', accepted: 'Checked', refused: 'Refused' },
  refused: (reason: string) => `Refused: ${reason}`,
  download: 'Download',
  downloading: 'Opening…',
  attach: {
    open: 'Attach a file',
    note: 'PDF, JPEG, PNG, plain text, or an office document without macros. It can be downloaded after it is checked.',
    file: 'File',
    button: 'Attach',
    sending: 'Sending…',
    wrongType: 'A case takes PDF, JPEG, PNG, plain text, and office documents (docx, xlsx, odt).',
    empty: 'The file is empty.',
    notSent: 'The file could not be sent. Check your connection, then try again.',
  },
} as const;

export const historyTexts = {
  title: 'What was done',
  note: 'Nobody can change or remove an entry.',
  by: (person: string, time: string) => `${person}, ${time}`,
  system: 'the system',
  to: (person: string) => `to ${person}`,
} as const;

export const applicationCaseTexts = {
  title: 'Review',
  caption: 'Cases of this application',
} as const;
