/** Titles of the problem documents, by status, in plain words. The gateway and the functions use the same. */
import type { ProblemStatus } from './route.ts';

export const PROBLEM_TITLES: Record<ProblemStatus, string> = {
  400: 'The request is not valid',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible in this state',
  413: 'Too large',
  422: 'The content is not valid',
  429: 'Too many requests',
  503: 'Not available at the moment',
};
