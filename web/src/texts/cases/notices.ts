/** Texts of the notices on the page of an application. */
import type { components } from '../../../../clients/typescript/api.ts';

type Notice = components['schemas']['Notice'];

export const NOTICE_STATES: Record<Notice['state'], string> = {
  issued: 'issued, not sent yet',
  sending: 'being sent',
  sent: 'sent',
  failed: 'not sent',
  returned: 'returned, not delivered',
};

export const NOTICE_KIND_NAMES: Record<Notice['kind'], string> = {
  us: 'Adverse action notice (US)',
  eu: 'Explanation (EU)',
};

export const NOTICE_LANGUAGE_NAMES: Record<Notice['language'], string> = {
  en: 'English',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
};

export const noticeTexts = {
  title: 'Notices to the applicant',
  note: 'A notice states the decision with its stored reasons, and how to contest it. It is kept as evidence.',
  owed: (time: string) => `The applicant is owed a notice until ${time}.`,
  overdue: (time: string) => `The applicant is owed a notice since the decision; it was due on ${time}.`,
  none: 'No notice was issued.',
  columns: { issued: 'Issued', kind: 'Notice', language: 'Language', by: 'By', state: 'State', files: 'Files' },
  table: 'Notices of this application',
  kind: 'Notice',
  language: 'Language',
  preview: 'Preview',
  issue: 'Issue notice',
  issuing: 'Issuing…',
  issued: 'The notice was issued.',
  previewTitle: 'Preview of the notice',
  closePreview: 'Close preview',
  open: { html: 'Web page', pdf: 'PDF' },
  openLabel: (file: string, kind: string, time: string) => `${file} of ${kind}, ${time}`,
  markSent: 'It was sent',
  markSentLabel: (kind: string, time: string) => `It was sent: ${kind}, ${time}`,
} as const;
