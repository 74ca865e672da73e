/** Kinds of notices. Apart from the templates, so that who names a kind does not load them. */

/** us: adverse action with the score disclosure; eu: explanation. */
export const NOTICE_KINDS = ['us', 'eu'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
