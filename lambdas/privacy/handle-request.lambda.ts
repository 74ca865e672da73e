/** The step of the workflow of a data subject's request: handles it, or records that it failed. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { handleRequest } from './requests/handle-request.ts';
import { recordFailure } from './requests/record-end.ts';

const Input = z.object({
  request_id: z.uuid(),
  execution_id: z.string().min(1),
  /** Name of the error with which handling it ended. */
  failure: z.string().optional(),
});

export const handler = createRiskHandler({ name: 'privacy/handle-request', input: Input }, async (input) => {
  const database = getDatabase();
  const { failure, ...request } = input;
  return failure === undefined ? handleRequest({ database }, request) : recordFailure(database, request, failure);
});
