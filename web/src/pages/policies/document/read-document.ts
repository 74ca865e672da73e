/** Reads the document of an API response: one of format 1, which states no format, is turned into format 2. */
import type { Condition, NumberTest, PolicyDecision, PolicyDocument } from './policy-document.ts';

interface DocumentFormat1 {
  version: string;
  description: string;
  score: NonNullable<PolicyDocument['score']>;
  bands: PolicyDocument['bands'];
  decisions: { approve_below_pd: number; decline_from_pd: number };
  lgd: { unsecured: number; secured: { feature: string; at_most: number; lgd: number } };
  ead: { feature: string };
  hard_rules: {
    name: string;
    when: { feature: string } & NumberTest;
    decision: PolicyDecision;
    reason: string;
  }[];
  expected_loss_limits?: { name: string; at_least: number; decision: PolicyDecision; reason: string }[];
}

/** It decides as the document of format 1 does: an unknown feature meets no rule there. */
export function readDocument(document: unknown): PolicyDocument {
  if (hasFormat2(document)) return document;
  const {
    version,
    description,
    score,
    bands,
    decisions,
    lgd,
    ead,
    hard_rules,
    expected_loss_limits = [],
  } = document as DocumentFormat1;
  const { feature, at_most, lgd: secured } = lgd.secured;
  return {
    ...{ format: 2, version, description, score, bands, cut_offs: [decisions] },
    rules: hard_rules.map((rule) => ({ ...rule, when: answerUnknown(rule.when) })),
    limits: expected_loss_limits.map(({ name, at_least, decision, reason }) => ({
      ...{ name, of: 'expected_loss', at_least, decision, reason },
    })),
    lgd: [{ when: answerUnknown({ feature, at_most }), lgd: secured }, { lgd: lgd.unsecured }],
    ead: [{ feature: ead.feature }],
    golden_cases: [],
  };
}

const answerUnknown = (when: { feature: string } & NumberTest): Condition => ({ ...when, if_unknown: 'not_met' });

function hasFormat2(document: unknown): document is PolicyDocument {
  return (document as { format?: unknown }).format === 2;
}
