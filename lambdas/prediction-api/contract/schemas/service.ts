/** The service itself: its health, its documentation, and the one shape of every problem. */
import { z } from 'zod';

export const Health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    checks: z.object({
      database: z.enum(['ok', 'unavailable']),
      model: z.enum(['ok', 'none', 'missing', 'unavailable']).describe('none: no model was promoted yet'),
    }),
  })
  .describe('Whether predictions can be made, and what keeps them from it');

export const OpenApi = z.looseObject({ openapi: z.string() }).describe('OpenAPI 3.0.3 document');

export const DocumentationPath = z.object({
  file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']).describe('File of the page'),
});

export const DocumentationPage = z.string();

export const ProblemDocument = z
  .object({
    type: z.string().describe('Names the kind of problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .describe('What is wrong where in the request; empty where the problem is not in it'),
  })
  .describe('RFC 9457 problem');

export type Health = z.infer<typeof Health>;
export type ProblemDocument = z.infer<typeof ProblemDocument>;

/** Schemas that the OpenAPI document names. */
export const serviceComponents = { Health, Problem: ProblemDocument };
