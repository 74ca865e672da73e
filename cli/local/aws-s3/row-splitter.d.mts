/** Types of row-splitter.mjs, for tests. */
export interface CopyFormat {
  format?: string;
  quote?: string;
  escape?: string;
}

export class RowSplitter {
  constructor(partBytes: number, format?: CopyFormat);
  split(buffer: Buffer): Generator<{ data: Buffer; beginsPart: boolean }>;
}
