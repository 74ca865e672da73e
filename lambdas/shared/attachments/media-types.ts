/** The types of files that a case takes, and why one is refused. Open it to take another type; its check must know it. */

/** Media type → ending of the name. */
export const ATTACHMENT_TYPES = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'text/plain': 'txt',
} as const;

export type AttachmentType = keyof typeof ATTACHMENT_TYPES;
export const ATTACHMENT_TYPE_NAMES = Object.keys(ATTACHMENT_TYPES) as [AttachmentType, ...AttachmentType[]];

/** Why an uploaded file is refused. The pages have words for each. */
export const ATTACHMENT_FAULTS = [
  'wrong-size',
  'wrong-type',
  'encrypted',
  'damaged',
  'too-large-inside',
  'macro',
  'script',
  'embedded-file',
  'external-link',
] as const;
export type AttachmentFault = (typeof ATTACHMENT_FAULTS)[number];

const MAX_NAME_LENGTH = 100;
/** Control and format characters, among them those that turn text around: `gpj.exe` can look like `exe.jpg`. */
const UNSAFE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}"*/:<>?\\|]/gu;

/** Cleans a file name: no folder, no ending of its type, nothing that an operating system or a header reads in its own way. */
export function cleanFileName(name: string, type: AttachmentType): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(UNSAFE_CHARACTERS, '_').trim().replace(/^\.+/, '');
  const ending = new RegExp(`\\.(${type === 'image/jpeg' ? 'jpe?g' : ATTACHMENT_TYPES[type]})$`, 'i');
  const short = [...clean.replace(ending, '')].slice(0, MAX_NAME_LENGTH).join('');
  return short.replace(/[. ]+$/, '') || 'file';
}

/** The name under which a file is saved: the ending always says its type. */
export const formatFileName = (name: string, type: AttachmentType): string => `${name}.${ATTACHMENT_TYPES[type]}`;
