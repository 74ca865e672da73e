/** Exceptions of the Data API, with the names, statuses and messages of Aurora Serverless v2. */
import { DatabaseError } from 'pg';

/** An error response; `name` is the exception's name in the AWS SDK. */
export class DataApiException extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The request is invalid, and no statement ran. */
export function createValidationException(message: string): DataApiException {
  return new DataApiException('ValidationException', message);
}

/** The API can't return the result: it is too large, or has an unsupported type. */
export function createUnsupportedResultException(message: string): DataApiException {
  return new DataApiException('UnsupportedResultException', message);
}

export function createTransactionNotFoundException(id: string, cause: string): DataApiException {
  return new DataApiException('TransactionNotFoundException', `Transaction ${id} is not found. ${cause}`, 404);
}

/** Documented as "The resourceArn, secretArn, or transactionId value can't be found". */
export function createClusterNotFoundException(clusterArn: string): DataApiException {
  return new DataApiException('NotFoundException', `Cluster ${clusterArn} is not found.`, 404);
}

export function createStatementTimeoutException(): DataApiException {
  return new DataApiException('StatementTimeoutException', 'Request timed out');
}

/** Converts an error of PostgreSQL; any other error means that the database is unavailable. */
export function toDataApiException(error: unknown): DataApiException {
  if (error instanceof DataApiException) return error;
  if (!(error instanceof DatabaseError)) {
    return new DataApiException('DatabaseUnavailableException', String(error), 504);
  }
  if (error.code === '42601' && error.message.includes('multiple commands')) {
    return createValidationException("Multistatements aren't supported.");
  }
  return new DataApiException('DatabaseErrorException', `${formatPostgresError(error)}; SQLState: ${error.code}`);
}

/** Formats an error as the PostgreSQL JDBC driver does, like the service: the message, then each further field that is set. */
function formatPostgresError({ severity = 'ERROR', message, detail, hint, position, where }: DatabaseError): string {
  const fields = { Detail: detail, Hint: hint, Position: position, Where: where };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? [`\n  ${name}: ${value}`] : []));
  return `${severity}: ${message}${lines.join('')}`;
}
