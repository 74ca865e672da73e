/**
 * Defines which texts and ids a lender's data may have. Landing, API, batches and commands share the rule, so that what
 * is landed can be scored by its id.
 */

/** Longest text value in characters: every index of the database holds a text of this length. */
export const MAX_TEXT_LENGTH = 200;

/** A text of 1 to 200 characters. The database stores neither NUL nor half of a surrogate pair. */
export const TEXT = /^[^\0\ud800-\udfff]{1,200}$/u;

/** Control characters and halves of surrogate pairs, for a class of characters that every regular expression engine reads. */
export const UNPRINTABLE = String.raw`\u0000-\u001f\u007f-\u009f\ud800-\udfff`;

/**
 * An id: a text without control characters, because an uploaded file has an id a line, and neither `.` nor `..`, which
 * every client removes from an address. Without a look-ahead, so that tools can generate ids from the API's document.
 */
export const ID = new RegExp(
  `^(?:[^.${UNPRINTABLE}][^${UNPRINTABLE}]{0,199}|\\.[^.${UNPRINTABLE}][^${UNPRINTABLE}]{0,198}|\\.\\.[^${UNPRINTABLE}]{1,198})$`,
  'u',
);

/** Whether a text has more characters, counted as the database does, not in UTF-16 units. */
export const isTooLong = (value: string): boolean =>
  value.length > MAX_TEXT_LENGTH && (value.length > 2 * MAX_TEXT_LENGTH || [...value].length > MAX_TEXT_LENGTH);

/** Why a text cannot be an id; undefined when it can. */
export function findIdFault(value: string): 'too_long' | 'invalid_id' | undefined {
  if (value.length > 2 && value.length <= MAX_TEXT_LENGTH && isPrintableAscii(value)) return undefined;
  if (isTooLong(value)) return 'too_long';
  return ID.test(value) ? undefined : 'invalid_id';
}

/** The common case. A file has tens of millions of ids, and the pattern is much slower. */
function isPrintableAscii(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
