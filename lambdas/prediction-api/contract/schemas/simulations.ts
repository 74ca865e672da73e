/** Schemas of simulations: a policy or a model applied to stored decisions, and what comes out of it. */
import { z } from 'zod';
import {
  SimulatedCurve,
  SimulatedFairness,
  SimulatedFigures,
  SimulatedOutcomes,
  SimulatedSegment,
  SimulatedSet,
  SimulationResult,
} from '../../../shared/simulation/simulation-result.ts';
import { printableText } from './identifiers.ts';
import { PolicyDocument, PolicySegment, PolicyVersion } from './policies.ts';
import { Person } from './requests.ts';

const timestamp = z.iso.datetime();
const day = z.iso.date();

export const CreateSimulationRequest = z
  .strictObject({
    policy_version: PolicyVersion.nullish().describe('A stored version, drafts included'),
    document: PolicyDocument.nullish().describe('A policy that is not stored, instead of a version'),
    model_version: printableText(100)
      .nullish()
      .describe('A registered model that scores everything again; without one the stored PDs count'),
    segment: PolicySegment.nullish().describe('Simulates only the applications that the policy would decide'),
    from: day.nullish().describe('First as-of day of the decisions'),
    to: day.nullish().describe('Last as-of day, included'),
    batch_id: z.uuid().nullish().describe('A scored file, instead of a period'),
  })
  .refine(
    ({ policy_version, document }) => !(policy_version && document),
    'policy_version and document exclude each other',
  )
  .refine(
    ({ policy_version, document, model_version }) => policy_version || document || model_version,
    'a simulation needs policy_version, document or model_version',
  )
  .refine(
    ({ from, to, batch_id }) => (batch_id ? !from && !to : from && to),
    'a simulation needs from and to, or batch_id alone',
  )
  .refine(({ from, to }) => !from || !to || from <= to, 'from must not be after to')
  .describe('What is simulated, on which decisions');

export const SimulationPath = z.object({ simulation_id: z.uuid().describe('Simulation, UUIDv7') });

export const SimulationsQuery = z.strictObject({
  policy_version: PolicyVersion.optional().describe('Simulations of this version alone'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Simulations in the response'),
  before: z.uuid().optional().describe('The next_before of the list with newer simulations'),
});

export const SimulationSummary = z
  .object({
    simulation_id: z.uuid(),
    state: z.enum(['running', 'done', 'failed']),
    policy_version: PolicyVersion.nullable(),
    has_document: z.boolean().describe('Whether the policy was sent with the request'),
    document_sha256: z.string().nullable().describe('Of the policy as it was simulated, hex; null for a model alone'),
    model_version: z.string().nullable(),
    segment: PolicySegment.nullable(),
    from: day.nullable(),
    to: day.nullable(),
    batch_id: z.uuid().nullable(),
    requested_by: Person,
    started_at: timestamp,
    ended_at: timestamp.nullable(),
    rows: z.int().min(0).nullable().describe('Simulated applications; null before the end'),
    problem: z.string().nullable().describe('Why it failed; null otherwise'),
  })
  .describe('A simulation without its result');

export const SimulationList = z.object({
  simulations: z.array(SimulationSummary),
  next_before: z.uuid().nullable().describe('before of the next page; null at the end'),
});

export const Simulation = SimulationSummary.extend({
  result: SimulationResult.nullable().describe('null before the end, and when it failed'),
}).describe('A simulation with its result');

export type CreateSimulationRequest = z.infer<typeof CreateSimulationRequest>;
export type SimulationSummary = z.infer<typeof SimulationSummary>;
export type SimulationList = z.infer<typeof SimulationList>;
export type Simulation = z.infer<typeof Simulation>;

export const simulationComponents = {
  ...{ SimulationSummary, SimulationResult, SimulatedFigures, SimulatedSet, SimulatedOutcomes },
  ...{ SimulatedSegment, SimulatedFairness, SimulatedCurve },
};
