/** Defines the error classes of the database, and maps the AWS client's errors to them. A message contains no value. */
import { types } from 'node:util';
import { RDSDataServiceException } from '@aws-sdk/client-rds-data';
import { RiskError } from '../../errors.ts';

/** The statement exceeded the Data API's limit of 45 seconds. */
export class StatementTimeout extends RiskError {}

/** The database, its parameters or its secret cannot be reached at the moment. */
export class DatabaseUnavailable extends RiskError {}

/** The Data API refuses the statement or cannot return its result. */
export class StatementRefused extends RiskError {}

/** PostgreSQL refuses the statement. */
export class DatabaseError extends RiskError {
  /** Five characters, as listed in appendix A of the PostgreSQL manual. */
  readonly sqlState: string;

  constructor(sqlState: string, message: string) {
    super(`${message} (SQLSTATE ${sqlState})`);
    this.sqlState = sqlState;
  }
}

/** Classes of SQLSTATE whose messages name tables, columns and constraints, but no values. */
const WITHOUT_VALUES = ['23', '25', '38', '40', '42', '53', '55', '57', '58'];

/** Maps an error of the AWS client to one of these classes. Returns any other error unchanged. */
export function toDatabaseError(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  if (error.name === 'StatementTimeoutException') return new StatementTimeout('the statement took longer than 45 s');
  if (error.name === 'DatabaseErrorException') return parsePostgresError(error.message);
  if (['ValidationException', 'UnsupportedResultException', 'TransactionNotFoundException'].includes(error.name)) {
    return new StatementRefused(`${error.name}: ${error.message.replace(/'[\s\S]*'/, "'…'")}`);
  }
  const isServiceError = error instanceof RDSDataServiceException;
  if (isServiceError && error.$metadata.httpStatusCode === 413)
    return new StatementRefused('the request exceeds 4 MiB');
  if (!isServiceError && !isConnectionError(error)) return error;
  return new DatabaseUnavailable('the database cannot be reached', { cause: error });
}

/** Returns whether the request reached no server or the connection broke. */
export function isConnectionError({ name, message }: Error): boolean {
  return (
    name === 'TimeoutError' || /\b(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|socket hang up)\b/.test(message)
  );
}

/**
 * Parses `ERROR: <message>\n  Detail: …\n  Position: <n>; SQLState: <state>`. Only the first line of the message counts:
 * details, hints and contexts repeat keys and rows, whatever the class of the error.
 */
function parsePostgresError(text: string): RiskError {
  const { message, state } =
    /^(?:[A-Z]+: )?(?<message>[^\n]*)[\s\S]*; SQLState: (?<state>\w{5})$/.exec(text)?.groups ?? {};
  if (message === undefined || state === undefined) return new StatementRefused(maskQuoted(text.split('\n')[0] ?? ''));
  const errorClass = state.slice(0, 2);
  if (WITHOUT_VALUES.includes(errorClass)) return new DatabaseError(state, message);
  return new DatabaseError(state, errorClass === 'P0' ? 'a function raised an error' : maskQuoted(message));
}

/** Cuts a message at its first quotation mark: a value can itself contain such marks, and line breaks. */
const maskQuoted = (message: string): string => message.replace(/"[\s\S]*$/, '"…"');
