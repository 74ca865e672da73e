/** What a delivery is refused for. Thrown inside the ingestion only: a handler returns it as an outcome. */
import { RiskError } from '../../shared/errors.ts';
import type { DeliveryRefusal } from '../../shared/runs/run.ts';

/** Every name is explained in docs/runbook.md under DeliveryRefused. */
export const REFUSAL_NAMES = [
  'InvalidManifest',
  'AttributeTypeChanged',
  'MissingManifest',
  'ManifestReplaced',
  'MissingFile',
  'HashMismatch',
  'TruncatedGzip',
  'CorruptGzip',
  'EmptyFile',
  'InvalidHeader',
  'UnknownColumn',
  'DuplicateColumn',
  'MissingColumn',
  'RowCountMismatch',
] as const;
export type RefusalName = (typeof REFUSAL_NAMES)[number];

/** The delivery is refused, whatever is tried again; the lender has to deliver it anew. */
export class DeliveryRefused extends RiskError {
  readonly reason: DeliveryRefusal;
  constructor(error: RefusalName, message: string) {
    super(`${error}: ${message}`);
    this.reason = { error, message };
  }
}

/** `action`'s result, or the refusal it ended in as an outcome of `what`; any other failure is thrown on. */
export async function returnRefusal<What extends object, Output>(
  what: What,
  action: () => Promise<Output>,
): Promise<Output | (What & { outcome: 'refused'; reason: DeliveryRefusal })> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof DeliveryRefused) return { ...what, outcome: 'refused', reason: error.reason };
    throw error;
  }
}
