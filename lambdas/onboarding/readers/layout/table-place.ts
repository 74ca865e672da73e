/** Defines where a table comes from: a file, and the member or sheet within it. */
import type { RawTable } from '../../contract/raw-file.ts';

export type TablePlace = Pick<RawTable, 'file' | 'part'>;
