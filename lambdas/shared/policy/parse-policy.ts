/** Reads policy documents of every format into the one form that decides, and hashes their text. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TranslatedFormat1 } from './format-1.ts';
import { type Policy, PolicyContent } from './policy.ts';
import { formatPath, InvalidPolicy, type PolicyProblem } from './policy-problem.ts';
import { findStructureProblems } from './structure.ts';

const Format2 = z
  .strictObject({ format: z.literal(2), ...PolicyContent.shape })
  .transform(({ format: _, ...policy }): Policy => policy);

/**
 * Reads a policy document of any format.
 * @throws {InvalidPolicy} when it is not a policy
 */
export function parsePolicy(json: unknown): Policy {
  const statesFormat = typeof json === 'object' && json !== null && 'format' in json;
  const parsed = (statesFormat ? Format2 : TranslatedFormat1).safeParse(json);
  if (!parsed.success) throw new InvalidPolicy(parsed.error.issues.map(toProblem));
  const problems = findStructureProblems(parsed.data);
  if (problems.length > 0) throw new InvalidPolicy(problems);
  return parsed.data;
}

/** SHA-256 of a policy's text, in hex: a version whose content was changed has another hash. */
export function hashDocument(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const toProblem = ({ path, message }: z.core.$ZodIssue): PolicyProblem => ({
  path: formatPath(path),
  problem: message,
});
