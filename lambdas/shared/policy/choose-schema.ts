/** Chooses the schema of a part of a policy by the fields that the part has. */
import { z } from 'zod';

/**
 * Makes a schema that validates an object with the schema that `select` returns for it. The problems of a union do not
 * say which field is at fault; these have its path. `expected` completes "must be …" for anything else.
 */
export function chooseSchema<T>(select: (part: object) => z.ZodType | undefined, expected: string): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    const schema = typeof value === 'object' && value !== null ? select(value) : undefined;
    if (!schema) {
      context.addIssue({ code: 'custom', message: `must be ${expected}` });
      return z.NEVER;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  }) as unknown as z.ZodType<T>;
}
