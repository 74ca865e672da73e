/** Schemas of uploads of decisions that signed bundles made without a network. */
import { z } from 'zod';
import { EdgeDecision, MAX_UPLOADED_DECISIONS } from '../../../shared/edge/edge-decision.ts';
import { PredictionId } from './identifiers.ts';
import { ProblemDocument } from './service.ts';

/** Every JSON value. A schema without a type would take away the types of items from the generated client. */
const ANY_JSON = [
  { type: 'object', nullable: true },
  { type: 'array', items: {} },
  ...['string', 'number', 'boolean'].map((type) => ({ type })),
];

const MAX_DOCUMENT_LENGTH = 20_000;

export const EdgeDecisionUpload = z
  .strictObject({
    bundle: z
      .strictObject({
        document: z.string().min(1).max(MAX_DOCUMENT_LENGTH).describe('Text of bundle.json, to the character'),
        signature: z.string().min(1).max(200).describe('Text of bundle.json.sig'),
      })
      .describe('The signed document of the bundle that made the decisions'),
    decisions: z
      .array(
        // Anything passes here: an invalid item gets its own problem and does not fail the upload.
        z.unknown().meta({
          anyOf: [{ $ref: '#/components/schemas/EdgeDecision' }, ...ANY_JSON],
          description: 'An EdgeDecision; an invalid item gets a problem of its own',
        }),
      )
      .min(1)
      .max(MAX_UPLOADED_DECISIONS),
  })
  .describe('Decisions of one bundle, as the page or the program of the bundle exports them');

const EdgeDecisionResult = z
  .object({
    item: z.int().min(0).describe('Position in the upload, from 0'),
    status: z.union([z.literal(200), z.literal(409), z.literal(422), z.literal(503)]),
    prediction_id: PredictionId.nullable().describe('The stored prediction; null where the item was refused'),
    is_new: z.boolean().describe('false where an earlier upload stored it, or it was refused'),
    problem: ProblemDocument.nullable().describe('null where the decision is stored'),
  })
  .describe('The result of one decision');

export const EdgeDecisionResults = z
  .object({
    results: z.array(EdgeDecisionResult).describe('One for each decision, in the order of the upload'),
    stored: z.int().min(0).describe('Decisions that are stored now, those of earlier uploads included'),
    refused: z.int().min(0),
  })
  .describe('Results of all decisions; each is stored or refused on its own');

export type EdgeDecisionUpload = z.infer<typeof EdgeDecisionUpload>;
export type EdgeDecisionResult = z.infer<typeof EdgeDecisionResult>;
export type EdgeDecisionResults = z.infer<typeof EdgeDecisionResults>;

/** Components of the OpenAPI document. */
export const edgeDecisionComponents = { EdgeDecision, EdgeDecisionUpload, EdgeDecisionResults };
