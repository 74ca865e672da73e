/**
 * Defines the reasons for which a delivery is refused. Open it to add one; docs/runbook.md explains each under
 * DeliveryRefused.
 */
import { breakLinks } from '../break-links.ts';
import { RiskError } from '../errors.ts';
import type { DeliveryRefusal } from '../runs/run.ts';

type RefusalName =
  | 'InvalidManifest'
  | 'ManifestTooLarge'
  | 'TooManyFiles'
  | 'TooManyAttributes'
  | 'PersonalColumn'
  | 'ReservedColumn'
  | 'AttributeTypeChanged'
  | 'CurrencyChanged'
  | 'MissingManifest'
  | 'ManifestReplaced'
  | 'MissingFile'
  | 'HashMismatch'
  | 'TruncatedGzip'
  | 'CorruptGzip'
  | 'FileTooLarge'
  | 'EmptyFile'
  | 'InvalidHeader'
  | 'UnknownColumn'
  | 'DuplicateColumn'
  | 'MissingColumn'
  | 'RowCountMismatch'
  | 'TooManyRejectedRows';

/** The delivery is refused. A retry cannot help: the lender has to deliver again. Handlers return it as a result. */
export class DeliveryRefused extends RiskError {
  readonly reason: DeliveryRefusal;
  constructor(error: RefusalName, message: string) {
    const line = toStorableLine(message);
    super(`${error}: ${line}`);
    this.reason = { error, message: line };
  }
}

/**
 * A message can have names from a manifest of any length and content. The run stores it, and the database no NUL; a mail
 * and the chat send it to people, as text without links.
 */
const toStorableLine = (message: string): string =>
  breakLinks(message)
    .slice(0, MAX_MESSAGE_LENGTH)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '?');

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
