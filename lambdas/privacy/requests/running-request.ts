/** A request of a data subject that the workflow handles, and what handles a kind of it. */
import type { ErasureList } from '../../shared/personal-data/erasures.ts';
import type { GatheringDependencies } from '../access/gather-package.ts';

export type RequestKind = 'access' | 'rectification' | 'restriction' | 'objection' | 'erasure';

/** A running request, as the database has it. */
export interface RunningRequest {
  request_id: string;
  kind: RequestKind;
  customer_id: string;
  content: Record<string, unknown>;
  /** How the person asked and was identified. */
  why: string;
  /** The person who started it. */
  handled_by: string;
}

export interface HandlingDependencies extends GatheringDependencies {
  erasures: ErasureList;
}

/** Handles one kind; returns what was found or done, in numbers. */
export type RequestHandler = (dependencies: HandlingDependencies, request: RunningRequest) => Promise<object>;
