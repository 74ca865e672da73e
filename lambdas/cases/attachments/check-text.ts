/** Checks a text file: UTF-8 without control characters, and neither markup nor a script. */
import type { AttachmentFault } from '../../shared/attachments/media-types.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it finds them
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;
/** A browser, a shell or an office program would run it if it got another ending. */
const SCRIPT = /^#!|<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php)\b|^\s*\{\\rtf/i;

/** Returns what is wrong with a text, or null where nothing is. */
export function checkText(bytes: Buffer): AttachmentFault | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'wrong-type';
  }
  if (CONTROL.test(text)) return 'wrong-type';
  return SCRIPT.test(text) ? 'script' : null;
}
