/** The states of an import in words: a heading for the person, and a name for lists. */
import type { Import } from '../../queries/api-types.ts';

export const STATE_HEADINGS: Record<Import['state'], string> = {
  uploading: 'Uploading your files',
  profiling: 'Reading your files',
  proposed: 'What we found in your files',
  checking: 'Checking every row',
  checked: 'What will come out',
  delivering: 'Writing the deliveries',
  delivered: 'Your data are delivered',
  refused: 'These files cannot be read',
  failed: 'The import failed',
  cancelled: 'The import is cancelled',
  expired: 'The import has expired',
};
