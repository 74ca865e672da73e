/** Schemas of the service itself: health, documentation and the problem document. */
import { z } from 'zod';

export const Health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    checks: z.object({
      database: z.enum(['ok', 'unavailable']),
      model: z.enum(['ok', 'none', 'missing', 'unavailable']).describe('none: no model has been promoted yet'),
    }),
  })
  .describe('Whether predictions can be made, and which check failed');

export const OpenApi = z.looseObject({ openapi: z.string() }).describe('OpenAPI 3.0.3 document');

export const DocumentationPath = z.object({
  file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']).describe('File of the page'),
});

export const DocumentationPage = z.string();

export const ProblemDocument = z
  .object({
    type: z.string().describe('The kind of problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .describe('Errors of fields of the request; empty where the problem is another one'),
  })
  .describe('Problem document (RFC 9457)');

export type Health = z.infer<typeof Health>;
export type ProblemDocument = z.infer<typeof ProblemDocument>;

/** Components of the OpenAPI document. */
export const serviceComponents = { Health, Problem: ProblemDocument };
