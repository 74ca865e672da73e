/** Texts of the pages about proposed changes and their approval. */

export const REQUEST_KINDS = {
  policy: 'Policy',
  model_promotion: 'Promotion of a model',
  model_rollback: 'Rollback of a model',
  gates: 'Promotion gates',
  role: 'Role of a person',
  experiment: 'Experiment',
} as const;

export const requestsTexts = {
  title: 'Requests',
  subtitle: 'Changes that one person proposes and another approves.',
  what: 'request',
  all: 'All requests',
  filters: {
    label: 'Filter the requests',
    state: 'State',
    kind: 'Kind',
    allStates: 'All states',
    allKinds: 'All kinds',
  },
  waiting: {
    title: 'Waiting for you',
    none: 'Nothing waits for you.',
    caption: 'Requests that wait for you',
  },
  list: {
    title: 'Requests',
    caption: 'Requests, newest first',
    what: 'What is proposed',
    subject: (kind: string, subject: string) => `${kind}: ${subject}`,
    state: 'State',
    proposedBy: 'Proposed by',
    proposed: 'Proposed',
    expires: 'Ends by itself',
    why: 'Why',
  },
  none: 'No request matches',
  noneWhy:
    'Choose another state or kind. People propose changes on the pages Policies, Experiments, Registry and People, or with a command.',
  older: 'Older requests',
  newest: 'Newest requests',
  emergency: 'Emergency',
  reviewWaits: 'Review waits',
} as const;

export const requestTexts = {
  title: (kind: string, subject: string) => `${kind} ${subject}`,
  untitled: 'Request',
  properties: {
    title: 'What happened',
    state: 'State',
    proposed: 'Proposed',
    expires: 'Ends by itself',
    approved: 'Approved',
    rejected: 'Rejected',
    withdrawn: 'Withdrawn',
    rolledBack: 'Rolled back',
    applied: 'Applied',
    failure: 'Why it could not be applied',
    reviewed: 'Reviewed',
    byAt: (person: string, time: string) => `${person}, ${time}`,
    sha256: 'SHA-256 of what is proposed',
  },
  onePerson: 'This kind of change needs no second person here: the configuration says so.',
  emergencyNote: 'One person rolled this back in an emergency, without an approval. Another person reviews it.',
  content: 'What is proposed',
  policy: {
    read: (version: string) => `Read policy ${version}`,
    simulation: (applications: string, period: string) =>
      `See its simulation on ${applications} applications of ${period}`,
    scope: (applications: string, time: string) => `It shall decide ${applications}, ${time}.`,
    everything: 'all applications that have no policy of their own',
    segment: (feature: string, value: string) => `applications whose ${feature} is ${value}`,
    atOnce: 'as soon as it is approved',
    later: (time: string) => `from ${time} on`,
    changes: (version: string) => `What it changes against ${version}, which decides them now`,
    isFirst: 'It decides them already.',
  },
  decide: {
    title: 'Decide',
    note: 'Your name, the time and your reason are stored and cannot be changed.',
    why: 'Why, in words that an auditor can read',
    approve: 'Approve',
    reject: 'Reject',
    storing: 'Storing…',
  },
  withdraw: { title: 'Withdraw your proposal', note: 'It ends without a change.', button: 'Withdraw' },
  review: {
    title: 'Review the emergency rollback',
    note: 'Say what you found. The rollback itself stays; to go back, propose a change.',
    button: 'Store the review',
  },
  nothing:
    'You can do nothing with it now: it is decided, or it waits for a person with another role, or you proposed it.',
  done: {
    approve: 'It is approved.',
    reject: 'It is rejected.',
    withdraw: 'It is withdrawn.',
    review: 'It is reviewed.',
  },
} as const;
