/** The bodies of the five operations, as the service's model constrains them. */
import { z } from 'zod';
import { validationException } from './exceptions.ts';

const MAX_SQL_CHARACTERS = 65_536;

const arn = z.string().min(11).max(100);
const field = z.strictObject({
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
const parameter = z.strictObject({
  name: z.string(),
  value: field,
  typeHint: z.enum(['JSON', 'UUID', 'TIMESTAMP', 'DATE', 'TIME', 'DECIMAL']).optional(),
});
const target = { resourceArn: arn, secretArn: arn };
const session = { ...target, database: z.string().max(64).optional(), schema: z.string().max(64).optional() };
const sql = z.string().max(MAX_SQL_CHARACTERS);
const transactionId = z.string().max(192);

export const ExecuteBody = z.strictObject({
  ...session,
  sql,
  parameters: z.array(parameter).default([]),
  transactionId: transactionId.optional(),
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

export const BatchExecuteBody = z.strictObject({
  ...session,
  sql,
  parameterSets: z.array(z.array(parameter)).default([]),
  transactionId: transactionId.optional(),
});

export const BeginTransactionBody = z.strictObject(session);
export const EndTransactionBody = z.strictObject({ ...target, transactionId });

export type SqlParameter = z.output<typeof parameter>;
export type ExecuteRequest = z.output<typeof ExecuteBody>;
export type BatchRequest = z.output<typeof BatchExecuteBody>;

/**
 * Parses a body.
 * @throws {DataApiException} ValidationException, in the words of the service
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const found = parsed.error.issues.map(
      ({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`,
    );
    const errors = found.length === 1 ? 'error' : 'errors';
    throw validationException(`${found.length} validation ${errors} detected: ${found.join('; ')}`);
  }
  if ((parsed.data as { schema?: string }).schema !== undefined)
    throw validationException("The schema parameter isn't supported");
  return parsed.data;
}
