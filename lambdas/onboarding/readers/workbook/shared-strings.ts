/** Reads the texts of a workbook, which its cells name by number. */
import type { RawFile } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { readXml, unescapeCharacters } from './read-xml.ts';

/**
 * Reads all texts into memory.
 * @throws {RawFileRefused} when the reason is RawFileTooLarge
 */
export async function readSharedStrings(name: string, member: RawFile, limits: RawFileLimits): Promise<string[]> {
  if (member.bytes > limits.held_bytes) {
    const most = `${limits.held_bytes / 2 ** 20} MiB`;
    throw new RawFileRefused('RawFileTooLarge', `${name} has more than ${most} of texts: save it as CSV`);
  }
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let isPhonetic = false;
  await readXml(await member.open(), {
    open(element) {
      if (element === 'si') text = '';
      if (element === 'rPh') isPhonetic = true;
      isText = element === 't' && !isPhonetic;
    },
    text(part) {
      if (isText) text += part;
    },
    close(element) {
      if (element === 'rPh') isPhonetic = false;
      if (element === 't') isText = false;
      if (element === 'si') strings.push(unescapeCharacters(text));
    },
  });
  return strings;
}
