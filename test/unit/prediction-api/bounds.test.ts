/** A value beyond its bound is refused in plain words, in the API's problem and in the terminal. */
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { toInvalidBodyProblem } from '../../../lambdas/prediction-api/http/validate-request.ts';

test.each([
  [z.number().min(0), -5, 'Must be at least 0'],
  [z.number().positive(), 0, 'Must be more than 0'],
  [z.number().max(10), 12, 'Must be at most 10'],
  [z.number().lt(1), 1, 'Must be less than 1'],
  [z.string().min(1), '', 'Must have a length of at least 1'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'Must have a length of at most 2'],
  [z.number().min(0, 'A loan has an amount'), -5, 'A loan has an amount'],
])('%# refuses %j', (field, value, message) => {
  const { error } = z.object({ field }).safeParse({ field: value });
  expect(toInvalidBodyProblem(error as z.ZodError).errors).toEqual([{ path: 'field', message }]);
});
