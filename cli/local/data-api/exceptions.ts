/** What the RDS Data API of Aurora Serverless v2 answers when it refuses: the same names, statuses and words. */
import { DatabaseError } from 'pg';

/** An answer that is an error: `name` is the exception's name in the AWS SDK. */
export class DataApiException extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The request itself is wrong; nothing ran. */
export function validationException(message: string): DataApiException {
  return new DataApiException('ValidationException', message);
}

/** The result cannot be carried: too large, or of a type the API does not know. */
export function unsupportedResultException(message: string): DataApiException {
  return new DataApiException('UnsupportedResultException', message);
}

export function transactionNotFoundException(id: string, cause: string): DataApiException {
  return new DataApiException('TransactionNotFoundException', `Transaction ${id} is not found. ${cause}`, 404);
}

export function statementTimeoutException(): DataApiException {
  return new DataApiException('StatementTimeoutException', 'Request timed out');
}

/** An error of PostgreSQL, in the API's form; anything else that goes wrong below is the service's own fault. */
export function toDataApiException(error: unknown): DataApiException {
  if (error instanceof DataApiException) return error;
  if (!(error instanceof DatabaseError)) {
    return new DataApiException('DatabaseUnavailableException', String(error), 504);
  }
  if (error.code === '42601' && error.message.includes('multiple commands')) {
    return validationException("Multistatements aren't supported.");
  }
  const position = error.position ? `\n  Position: ${error.position}` : '';
  return new DataApiException(
    'DatabaseErrorException',
    `${error.severity ?? 'ERROR'}: ${error.message}${position}; SQLState: ${error.code}`,
  );
}
