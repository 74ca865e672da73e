/** Texts of overrides: the forms that store and end them, and those of the past. */

export const overrideTexts = {
  section: 'Overrides of this application',
  form: {
    title: 'Override decision',
    note: (decision: string) =>
      `The current decision is ${decision}. Yours replaces it for this application and all its later scores, until a ` +
      'underwriter ends it. Your name, the time and your reason are stored.',
    decision: 'Your decision',
    reason: 'Reason, in words that can be shown to the applicant or an auditor',
    store: 'Override decision',
    storing: 'Storing…',
    stored: (decision: string) => `Your decision is stored: ${decision} is the current decision now.`,
  },
  held: {
    title: 'Overridden by an underwriter',
    note: (reviewer: string, time: string) => `${reviewer}, ${time}`,
    instead: (overruled: string) => `instead of ${overruled}; also for later scores of this application`,
    contradicted: (decision: string) =>
      `A newer score disagrees with this override: the policy would decide ${decision}. Check whether it should stay.`,
  },
  end: {
    open: 'End this override',
    button: 'End override',
    ended: (decision: string) => `The override is ended. The policy decides again: ${decision}.`,
  },
  past: {
    title: 'Past overrides',
    note: 'They no longer apply: an underwriter ended them, or a later override replaced them.',
    caption: 'Overrides that no longer apply',
    decided: 'Decided',
    reviewer: 'Underwriter',
    decision: 'Decision',
    reason: 'Reason',
    ended: 'Ended',
    endedBy: (time: string, reviewer: string) => `${time}, ${reviewer}`,
    endReason: 'Reason of the end',
  },
} as const;
