/** Defines what differs between the kinds of requests. request-kinds.ts lists the rules of each kind. */
import type { Caller } from '../../http/operation.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import type { StoredRequest } from './requests.ts';

export interface Proposal {
  subject: string;
  content: Record<string, unknown>;
  caller: Caller;
}

/** A proposal as it is stored. */
export interface PreparedProposal extends Omit<Proposal, 'caller'> {
  /** Who else wrote what is proposed, and may not approve it. */
  written_by?: string[];
}

export interface RequestKindRules {
  /**
   * Checks what is proposed, and returns it as it is stored.
   * @throws {Problem} when it cannot be proposed
   */
  prepare: (dependencies: GovernanceDependencies, proposal: Proposal) => Promise<PreparedProposal>;
  /**
   * Checks again just before an approval, because models and policies may have changed since the proposal.
   * @throws {Problem} when it cannot be approved
   */
  checkApproval?: (dependencies: GovernanceDependencies, request: StoredRequest) => Promise<void>;
  /** Starts the work of an approved request, where the database does not do it. When it throws, the request has failed. */
  start?: (dependencies: GovernanceDependencies, request: StoredRequest) => Promise<void>;
}
