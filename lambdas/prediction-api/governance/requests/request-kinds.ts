/**
 * The rules of each kind of request. A kind without rules here cannot be proposed by POST /v1/requests. Open it to add the
 * rules of a kind, which have a file of their own in this folder.
 */
import type { RequestKind } from '../../contract/roles.ts';
import { requireProposable } from '../policies/check-document.ts';
import { findPolicy } from '../policies/policies.ts';
import { experimentRules } from './experiment-requests.ts';
import { gatesRules } from './gates.ts';
import { modelPromotionRules, modelRollbackRules } from './model-requests.ts';
import type { RequestKindRules } from './request-kind-rules.ts';
import { roleRules } from './role-requests.ts';

export const KIND_RULES: Partial<Record<RequestKind, Partial<RequestKindRules>>> = {
  policy: {
    checkApproval: async (dependencies, { subject }) =>
      requireProposable(dependencies, await findPolicy(dependencies, subject)),
  },
  experiment: experimentRules,
  role: roleRules,
  model_promotion: modelPromotionRules,
  model_rollback: modelRollbackRules,
  gates: gatesRules,
};
