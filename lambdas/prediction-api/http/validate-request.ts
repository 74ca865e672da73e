/** Checks path, query, headers (400) and body (422) against the route's schemas, and hands on what they parsed. */
import type { MiddlewareObj } from '@middy/core';
import type { z } from 'zod';
import type { ApiEvent } from './operation.ts';
import { type FieldError, Problem } from './problem.ts';

export function validateRequest(): MiddlewareObj<ApiEvent> {
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
  if (status === 422) throw toInvalidBodyProblem(result.error);
  const detail = 'The path, query or headers of the request are not valid.';
  throw new Problem(400, 'invalid-request', detail, result.error.issues.flatMap(fieldErrors));
}

/** The problem with a body that does not fit its schema. */
export function toInvalidBodyProblem({ issues }: z.ZodError): Problem {
  return new Problem(422, 'invalid-body', 'The body of the request is not valid.', issues.flatMap(fieldErrors));
}

/** One entry a field: an unknown field is told by its own path. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'Unknown field' }));
  }
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [{ path, message: issue.message }];
  const meant = meantOption(issue.errors);
  if (!meant) return [{ path, message: issue.message }];
  return meant.flatMap(fieldErrors).map((error) => ({ ...error, path: [path, error.path].filter(Boolean).join('.') }));
}

/** Of a union's options the one that the value was meant for: it knows the most of its fields; undefined where none does. */
function meantOption(options: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const unknown = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
  const [first, second] = options.toSorted((a, b) => unknown(a) - unknown(b));
  return first && second && unknown(first) === unknown(second) ? undefined : first;
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
