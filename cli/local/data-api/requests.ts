/** Schemas of the request bodies of the five operations, with the constraints of the service's API model. */
import { z } from 'zod';
import { createValidationException } from './exceptions.ts';

const MAX_SQL_CHARACTERS = 65_536;

const Arn = z.string().min(11).max(100);
const Field = z.strictObject({
  isNull: z.boolean().optional(),
  booleanValue: z.boolean().optional(),
  longValue: z.int().optional(),
  doubleValue: z
    .number()
    .or(z.enum(['NaN', 'Infinity', '-Infinity']))
    .optional(),
  stringValue: z.string().optional(),
  blobValue: z.base64().optional(),
  arrayValue: z.unknown().optional(),
});
const Parameter = z.strictObject({
  name: z.string(),
  value: Field,
  typeHint: z.enum(['JSON', 'UUID', 'TIMESTAMP', 'DATE', 'TIME', 'DECIMAL']).optional(),
});
const Target = { resourceArn: Arn, secretArn: Arn };
const Session = { ...Target, database: z.string().max(64).optional(), schema: z.string().max(64).optional() };
const Sql = z.string().max(MAX_SQL_CHARACTERS);
const TransactionId = z.string().max(192);

export const ExecuteRequest = z.strictObject({
  ...Session,
  sql: Sql,
  parameters: z.array(Parameter).default([]),
  transactionId: TransactionId.optional(),
  includeResultMetadata: z.boolean().default(false),
  continueAfterTimeout: z.boolean().default(false),
  resultSetOptions: z
    .strictObject({
      decimalReturnType: z.enum(['STRING', 'DOUBLE_OR_LONG']).default('STRING'),
      longReturnType: z.enum(['STRING', 'LONG']).default('LONG'),
    })
    .prefault({}),
  formatRecordsAs: z.enum(['NONE', 'JSON']).default('NONE'),
});

export const BatchExecuteRequest = z.strictObject({
  ...Session,
  sql: Sql,
  parameterSets: z.array(z.array(Parameter)).default([]),
  transactionId: TransactionId.optional(),
});

export const BeginTransactionRequest = z.strictObject(Session);
export const EndTransactionRequest = z.strictObject({ ...Target, transactionId: TransactionId });

export type SqlParameter = z.output<typeof Parameter>;
export type ExecuteRequest = z.output<typeof ExecuteRequest>;
export type BatchExecuteRequest = z.output<typeof BatchExecuteRequest>;

/**
 * Parses a body.
 * @throws {DataApiException} when it is invalid (ValidationException); has the service's message
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const violations = parsed.error.issues.map(
      ({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`,
    );
    const errors = violations.length === 1 ? 'error' : 'errors';
    throw createValidationException(`${violations.length} validation ${errors} detected: ${violations.join('; ')}`);
  }
  if ((parsed.data as { schema?: string }).schema !== undefined)
    throw createValidationException("The schema parameter isn't supported");
  return parsed.data;
}
