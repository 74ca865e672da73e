/** The order of decisions on pages, and how a text continues inside a sentence. */

/** In the order in which pages list them. */
export const DECISIONS = ['approve', 'refer', 'decline'] as const;

/** `Income is low` → `income is low`, for use inside a sentence. `PD` and other abbreviations stay. */
export function lowerFirstLetter(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

const MAX_SHORT_CHARACTERS = 160;

/** The beginning of a long text, for a list whose rows lead to the whole. */
export function shortenText(text: string): string {
  const characters = [...text];
  return characters.length > MAX_SHORT_CHARACTERS ? `${characters.slice(0, MAX_SHORT_CHARACTERS).join('')}…` : text;
}
