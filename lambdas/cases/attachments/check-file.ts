/**
 * Checks a file that somebody sent: that it is what it claims to be, and has nothing that runs or hides another file. It
 * reads bytes and starts nothing. No library for file types: each of them knows hundreds of formats, and this reads seven.
 */
import type { AttachmentFault, AttachmentType } from '../../shared/attachments/media-types.ts';
import { checkImage } from './check-image.ts';
import { checkOffice } from './check-office.ts';
import { checkPdf } from './check-pdf.ts';
import { checkText } from './check-text.ts';

/** Returns what is wrong with a file, or null where nothing is. */
export async function checkFile(bytes: Buffer, type: AttachmentType): Promise<AttachmentFault | null> {
  switch (type) {
    case 'application/pdf':
      return checkPdf(bytes);
    case 'image/jpeg':
    case 'image/png':
      return checkImage(bytes, type);
    case 'text/plain':
      return checkText(bytes);
    default:
      return checkOffice(bytes, type);
  }
}
