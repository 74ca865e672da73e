/** Validates path, query and headers (400) and the body (422) by the route's schemas. */
import type { MiddlewareObj } from '@middy/core';
import type { z } from 'zod';
import type { ApiEvent } from './operation.ts';
import { type FieldError, Problem } from './problem.ts';

/** Sets `event.input` to what the schemas parsed; throws a Problem that lists every wrong field. */
export function validateRequest(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { params, query, headers, body } = event.operation?.route ?? {};
      event.input = {
        params: parsePart(params, decodeValues(event.pathParameters), 400) as never,
        query: parsePart(query, readQuery(event), 400) as never,
        headers: parsePart(headers, readHeaders(event, headers), 400) as never,
        body: parsePart(body, event.json, 422) as never,
      };
    },
  };
}

function parsePart(schema: z.ZodType | undefined, value: unknown, status: 400 | 422): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  if (status === 422) throw toInvalidBodyProblem(result.error);
  const detail = 'The path, query or headers of the request are not valid. The field errors says what is wrong.';
  throw new Problem(400, 'invalid-request', detail, result.error.issues.flatMap(toFieldErrors));
}

/** The problem for a body that does not fit its schema. */
export function toInvalidBodyProblem({ issues }: z.ZodError): Problem {
  return new Problem(
    422,
    'invalid-body',
    'The body of the request is not valid. The field errors says which fields, and why.',
    issues.flatMap(toFieldErrors),
  );
}

/** One error for each field; an unknown field is reported by its own path. */
function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'Unknown field' }));
  }
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input')
    return [{ path, message: describeIssue(issue) }];
  const optionIssues = findIntendedOption(issue.errors);
  if (!optionIssues) return [{ path, message: issue.message }];
  return optionIssues
    .flatMap(toFieldErrors)
    .map((error) => ({ ...error, path: [path, error.path].filter(Boolean).join('.') }));
}

/** What the schema says; a bound in plain words, because Zod's are not for people. */
function describeIssue(issue: z.core.$ZodIssue): string {
  if (!/^Too (small|big): /.test(issue.message)) return issue.message;
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return issue.message;
  const verb = issue.origin === 'string' || issue.origin === 'array' ? 'Must have a length of' : 'Must be';
  return issue.code === 'too_small'
    ? `${verb} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    : `${verb} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
}

/**
 * The issues of the union option that the caller most likely meant: the one with the fewest unknown fields. Undefined
 * where two options have equally few.
 */
function findIntendedOption(options: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const countUnknownFields = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
  const [first, second] = options.toSorted((a, b) => countUnknownFields(a) - countUnknownFields(b));
  return first && second && countUnknownFields(first) === countUnknownFields(second) ? undefined : first;
}

/**
 * Decodes path values once. API Gateway passes them as the URL has them: `%41` arrives as `%41`, `%2541` as `%2541`, so a
 * value is never decoded before.
 */
function decodeValues(values: ApiEvent['pathParameters']): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([path, value = '']) => [path, decodeValue(path, value)]));
}

function decodeValue(path: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    const errors = [{ path, message: 'Must be percent-encoded UTF-8; a percent sign itself is %25' }];
    throw new Problem(
      400,
      'invalid-request',
      'The path of the request is not valid. The field errors says what is wrong.',
      errors,
      { cause },
    );
  }
}

/** Refuses a parameter that is given twice, because it would be unclear which value counts. */
function readQuery(event: ApiEvent): Record<string, string | undefined> {
  for (const [path, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if (values && values.length > 1)
      throw toRepeatedProblem('A parameter of the query is not valid. The field errors says which, and why.', path);
  }
  return event.queryStringParameters ?? {};
}

/** Refuses a header of the route that is given twice. */
function readHeaders(event: ApiEvent, schema: z.ZodObject | undefined): Record<string, string | undefined> {
  const values = Object.entries(event.multiValueHeaders ?? {}).flatMap(([name, given = []]) =>
    given.map(() => name.toLowerCase()),
  );
  for (const path of Object.keys(schema?.shape ?? {})) {
    if (values.filter((name) => name === path).length > 1)
      throw toRepeatedProblem('A header is not valid. The field errors says which, and why.', path);
  }
  return Object.fromEntries(Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

const toRepeatedProblem = (detail: string, path: string) =>
  new Problem(400, 'invalid-request', detail, [{ path, message: 'Given more than once' }]);
