/** A notice between its facts and its files: blocks with finished texts, of which HTML and PDF are written. */
import type { Language } from './template.ts';
import type { NoticeKind } from './template-kinds.ts';

/** A reason as it is stored with the decision, and its translation where the notice has another language. */
export interface NoticeReason {
  text: string;
  /** Language of the stored text. */
  language: string;
  /** Null where the text needs none, or nobody has translated it. */
  translation: string | null;
}

export type NoticeBlock =
  | { block: 'title' | 'heading' | 'paragraph'; text: string }
  | { block: 'facts'; rows: { label: string; value: string }[] }
  | { block: 'reasons'; reasons: NoticeReason[] }
  | { block: 'lender'; lines: string[] }
  /** Without an address in a preview, and in what the database stores. */
  | { block: 'link'; text: string; url: string | null };

export interface NoticeDocument {
  kind: NoticeKind;
  language: Language;
  title: string;
  lender: string;
  blocks: NoticeBlock[];
}

/** The document without the address of its link, which is the applicant's alone. */
export function removeLinks(document: NoticeDocument): NoticeDocument {
  const blocks = document.blocks.map((block) => (block.block === 'link' ? { ...block, url: null } : block));
  return { ...document, blocks };
}

/** The reasons that the notice states for its decision, as they are stored. */
export function listReasonTexts({ blocks }: NoticeDocument): string[] {
  const first = blocks.find((block) => block.block === 'reasons');
  return first?.reasons.map(({ text }) => text) ?? [];
}
