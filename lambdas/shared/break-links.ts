/**
 * Keeps a lender's text from becoming a link or a mention. Mail and chat programs make links of addresses in plain text,
 * so an attribute's label in one of our messages could lead people to a foreign page.
 */

/** WORD JOINER: invisible, and part of no address. */
const JOINER = '\u2060';

/**
 * Where an address, a mention or a Markdown link is broken: after `:` before `//`, after `@`, after `]` before `(`, and
 * before the dot of `www.` or of a common top-level domain. File names such as `x.csv.gz` and most columns, such as
 * `customers.income`, stay as they are, so that they can be copied.
 */
const BREAKS =
  /(?<=:)(?=\/\/)|(?<=@)(?=\S)|(?<=\])(?=\()|(?<=\bwww)(?=\.)|(?<=[\p{L}\p{N}])(?=\.(?:com|net|org|info|biz|app|dev|xyz|top|site|online|shop|click|link|zip|cloud|bank|(?!gz)\p{L}{2})(?![\p{L}\p{N}_-]))/giu;

/** Inserts invisible characters into every address and mention. The text reads as before. */
export function breakLinks(text: string): string {
  return text.replace(BREAKS, JOINER);
}

/** The text as it was, for a terminal, where nothing becomes a link and names are copied. */
export const removeLinkBreaks = (text: string): string => text.replaceAll(JOINER, '');
