/** Checks path, query, headers (400) and body (422) against the route's schemas, and hands on what they parsed. */
import type { MiddlewareObj } from '@middy/core';
import type { z } from 'zod';
import type { ApiEvent } from '../operation.ts';
import { type FieldError, Problem } from '../problem.ts';

export function validation(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { params, query, headers, body } = event.operation?.route ?? {};
      event.input = {
        params: parsed(params, decoded(event.pathParameters), 400) as never,
        query: parsed(query, singleValues(event), 400) as never,
        headers: parsed(headers, lowerCase(event.headers), 400) as never,
        body: parsed(body, event.json, 422) as never,
      };
    },
  };
}

function parsed(schema: z.ZodType | undefined, value: unknown, status: 400 | 422): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const kind = status === 422 ? 'invalid-body' : 'invalid-request';
  const where = status === 422 ? 'body' : 'path, query or headers';
  throw new Problem(
    status,
    kind,
    `The ${where} of the request is not valid.`,
    result.error.issues.flatMap(fieldErrors),
  );
}

/** One entry a field: an unknown field is told by its own path. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'Unknown field' }));
}

/** Path values as the caller meant them: a gateway may hand them on percent-encoded or decoded. */
function decoded(values: ApiEvent['pathParameters']): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value = '']) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a lone percent sign: it was decoded before
  }
}

/** A parameter given twice is refused rather than half read. */
function singleValues(event: ApiEvent): Record<string, string | undefined> {
  for (const [path, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if (values && values.length > 1) {
      throw new Problem(400, 'invalid-request', 'The query is not valid.', [{ path, message: 'Given more than once' }]);
    }
  }
  return event.queryStringParameters ?? {};
}

function lowerCase(headers: ApiEvent['headers']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
