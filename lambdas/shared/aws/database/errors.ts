/** What can go wrong with the database. No message repeats a value: it may be personal data. */
import { types } from 'node:util';
import { RDSDataServiceException } from '@aws-sdk/client-rds-data';
import { RiskError } from '../../errors.ts';

/** The statement ran into the Data API's 45 seconds. */
export class StatementTimeout extends RiskError {}

/** The database or what is needed to reach it is not there at the moment. */
export class DatabaseUnavailable extends RiskError {}

/** The Data API does not take the statement, or cannot carry its result. */
export class StatementRefused extends RiskError {}

/** PostgreSQL refused the statement. */
export class DatabaseError extends RiskError {
  /** Five characters; the PostgreSQL manual's appendix A lists them. */
  readonly sqlState: string;

  constructor(sqlState: string, message: string) {
    super(`${message} (SQLSTATE ${sqlState})`);
    this.sqlState = sqlState;
  }
}

/** Classes of SQLSTATE whose messages name tables, columns and constraints, and never a value. */
const WITHOUT_VALUES = ['23', '25', '38', '40', '42', '53', '55', '57', '58'];

/** The class for an error of the AWS client; anything else is returned as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  if (error.name === 'StatementTimeoutException') return new StatementTimeout('the statement took longer than 45 s');
  if (error.name === 'DatabaseErrorException') return parsePostgresError(error.message);
  if (['ValidationException', 'UnsupportedResultException', 'TransactionNotFoundException'].includes(error.name)) {
    return new StatementRefused(`${error.name}: ${error.message.replace(/'[\s\S]*'/, "'…'")}`);
  }
  const service = error instanceof RDSDataServiceException;
  if (service && error.$metadata.httpStatusCode === 413) return new StatementRefused('the request exceeds 4 MiB');
  if (!service && !isConnectionError(error)) return error;
  return new DatabaseUnavailable('the database cannot be reached', { cause: error });
}

/** Whether the request found no server, or the connection broke. */
export function isConnectionError({ name, message }: Error): boolean {
  return (
    name === 'TimeoutError' || /\b(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|socket hang up)\b/.test(message)
  );
}

/** `ERROR: <message>\n  Position: <n>; SQLState: <state>` */
function parsePostgresError(text: string): RiskError {
  const { message, state } =
    /^(?:[A-Z]+: )?(?<message>[\s\S]*?)(?:\s+Position: \d+)?; SQLState: (?<state>\w{5})$/.exec(text)?.groups ?? {};
  if (message === undefined || state === undefined) return new StatementRefused(text);
  const harmless = WITHOUT_VALUES.includes(state.slice(0, 2));
  return new DatabaseError(state, harmless ? message : message.replace(/"[\s\S]*"/, '"…"'));
}
