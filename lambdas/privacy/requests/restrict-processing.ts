/** Handles restrictions, objections and rectifications: stores what the scoring and the daily workflow follow. */
import { DatabaseError, json, type Sql, uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { RequestHandler, RunningRequest } from './running-request.ts';

/** Nothing is stored of the customer: the id is wrong, or the person was erased. */
class CustomerNotStored extends RiskError {}
/** A correction names a column that cannot be corrected, a value of another type, or a row that is not stored. */
class CorrectionNotPossible extends RiskError {}

const HELD_ALREADY = 'PV102';
const ERRORS: Readonly<Record<string, (message: string) => RiskError>> = {
  PV101: (message) => new CustomerNotStored(message),
  PV111: (message) => new CorrectionNotPossible(message),
  PV112: (message) => new CorrectionNotPossible(message),
  PV113: (message) => new CorrectionNotPossible(message),
};

/**
 * Restricts the processing of a customer. A restriction that holds already is what a repeated step finds.
 * @throws {CustomerNotStored} when nothing is stored of the customer
 */
export const restrictProcessing: RequestHandler = async ({ database }, request) => {
  const { kind, ...values } = toParameters(request);
  try {
    await callPrivacy(database, 'privacy/requests/restrict.sql', { kind, ...values });
    return { restricted: 1 };
  } catch (error) {
    if (error instanceof DatabaseError && error.sqlState === HELD_ALREADY) return { restricted: 0 };
    throw error;
  }
};

/**
 * Stores the corrections of a request. The next run of the daily workflow makes them.
 * @throws {CustomerNotStored} when nothing is stored of the customer
 * @throws {CorrectionNotPossible} when a correction names no row or column of the customer; nothing is stored then
 */
export const rectifyData: RequestHandler = async ({ database }, request) => {
  const { kind: _, ...values } = toParameters(request);
  const corrections = json(request.content.corrections ?? []);
  const stored = await callPrivacy(database, 'privacy/requests/rectify.sql', { ...values, corrections });
  return { corrections: stored };
};

const toParameters = ({ request_id, customer_id, kind, handled_by, why }: RunningRequest) => ({
  ...{ customer_id, kind, why, by_person: handled_by, request_id: uuid(request_id) },
});

async function callPrivacy(
  database: Sql,
  file: string,
  values: Parameters<Sql['query']>[1],
): Promise<number | undefined> {
  try {
    const [row] = await database.query<{ stored: number }>(readSqlFile(file), values);
    return row?.stored;
  } catch (error) {
    const create = error instanceof DatabaseError ? ERRORS[error.sqlState] : undefined;
    throw create ? create((error as DatabaseError).message) : error;
  }
}
