export interface CopyFormat {
  format?: string;
  quote?: string;
  escape?: string;
}

export class RowSplitter {
  constructor(partBytes: number, format?: CopyFormat);
  split(chunk: Buffer): Generator<{ data: Buffer; beginsPart: boolean }>;
}
