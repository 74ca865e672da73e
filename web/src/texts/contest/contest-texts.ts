/** What the page for applicants says: the only page that speaks the languages of notices. */
import type { components } from '../../../../clients/typescript/api.ts';

export type ContestView = components['schemas']['ContestView'];
export type AttachmentFault = NonNullable<ContestView['attachments'][number]['reason']>;

export interface ContestTexts {
  /** Of the language itself, in its own words. */
  languageName: string;
  language: string;
  title: string;
  loading: string;
  retry: string;
  intro: string;
  privacy: string;
  expires: (date: string) => string;
  decisionOf: (date: string) => string;
  decisions: Record<ContestView['decision'], string>;
  reasons: string;
  formTitle: string;
  statement: string;
  statementHint: string;
  corrections: string;
  correctionField: string;
  correctionValue: string;
  addCorrection: string;
  removeCorrection: (field: string) => string;
  human: string;
  files: string;
  filesHint: (megabytes: string, count: number) => string;
  noMoreFiles: string;
  chooseFiles: string;
  sendingFile: (name: string) => string;
  fileNotSent: (name: string) => string;
  fileTypeUnknown: (name: string) => string;
  fileTooLarge: (name: string) => string;
  fileStates: Record<ContestView['attachments'][number]['state'], string>;
  faults: Record<AttachmentFault, string>;
  send: string;
  sending: string;
  nothingSaid: string;
  stateLabel: string;
  states: Record<ContestView['state'], string>;
  receivedTitle: string;
  received: (date: string) => string;
  answered: string;
  problems: Record<ContestProblem, string>;
}

/** Problems that the page has words for; any other is `unavailable`. */
export type ContestProblem =
  | 'contest-link-invalid'
  | 'contest-link-expired'
  | 'contest-submitted'
  | 'contest-answered'
  | 'contest-moot'
  | 'too-many-attachments'
  | 'attachment-too-large'
  | 'too-many-requests'
  | 'unavailable';
