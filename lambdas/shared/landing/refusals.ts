/**
 * Defines the reasons for which a delivery is refused. Open it to add one; docs/runbook.md explains each under
 * DeliveryRefused.
 */
import { breakLinks } from '../break-links.ts';
import { RiskError } from '../errors.ts';
import type { DeliveryRefusal } from '../runs/run.ts';

/** What the lender does about each refusal; null where the message itself says it. */
const REMEDIES = {
  InvalidManifest: 'correct the manifest; the landing contract has its form',
  ManifestTooLarge: 'list fewer files, or fewer attributes',
  TooManyFiles: 'deliver fewer, larger files',
  TooManyAttributes: null,
  PersonalColumn: null,
  ReservedColumn: null,
  AttributeTypeChanged: null,
  CurrencyChanged: null,
  MissingManifest: 'upload it after the files of its day',
  ManifestReplaced: 'the next execution takes the new one',
  MissingFile: 'upload every file before the manifest',
  HashMismatch: 'upload the file again, or write its sha256 anew when the file is complete',
  TruncatedGzip: 'compress it and upload it again, and write the manifest anew',
  CorruptGzip: 'compress it and upload it again, and write the manifest anew',
  FileTooLarge: 'split it, and list each part in the manifest',
  EmptyFile: 'write the header line, also where there are no rows',
  InvalidHeader: 'write the file as CSV in UTF-8 with a header line',
  UnknownColumn: 'declare it in attributes of the manifest, with the use "ignore" if nobody needs it, or leave it out',
  DuplicateColumn: 'give each column a name of its own',
  MissingColumn: 'deliver the file again with this column',
  RowCountMismatch: 'write the manifest anew when the file is complete',
  TooManyRejectedRows: 'correct the rows and deliver the file again',
} as const satisfies Record<string, string | null>;

export type RefusalName = keyof typeof REMEDIES;

/** The delivery is refused. A retry cannot help: the lender has to deliver again. Handlers return it as a result. */
export class DeliveryRefused extends RiskError {
  readonly reason: DeliveryRefusal;
  constructor(error: RefusalName, message: string) {
    const line = toStorableLine(message, REMEDIES[error]);
    super(`${error}: ${line}`);
    this.reason = { error, message: line };
  }
}

/**
 * A message can have names from a manifest of any length and content. The run stores it, and the database no NUL; a mail
 * and the chat send it to people, as text without links. What to do about it is never cut off.
 */
function toStorableLine(message: string, remedy: string | null): string {
  const end = remedy === null ? '' : `; ${remedy}`;
  const what = breakLinks(message).slice(0, MAX_MESSAGE_LENGTH - end.length);
  return `${what}${end}`.toWellFormed().replace(/\p{Cc}/gu, '?');
}

const MAX_MESSAGE_LENGTH = 1000;

/**
 * Returns the result of `action`, or `subject` with the reason when the delivery is refused. Rethrows any other error.
 */
export async function returnRefusal<Subject extends object, Output>(
  subject: Subject,
  action: () => Promise<Output>,
): Promise<Output | (Subject & { outcome: 'refused'; reason: DeliveryRefusal })> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof DeliveryRefused) return { ...subject, outcome: 'refused', reason: error.reason };
    throw error;
  }
}
