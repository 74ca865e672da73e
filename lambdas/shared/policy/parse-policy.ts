/** Reads policy documents of every format into the one form that decides, and writes them. */
import { z } from 'zod';
import { TranslatedFormat1 } from './format-1.ts';
import { type Policy, PolicyContent } from './policy.ts';
import { formatPath, InvalidPolicy, type PolicyProblem } from './policy-problem.ts';
import { findStructureProblems } from './structure.ts';

/** Conditions within conditions and everything around them. A person reads no deeper ones. */
const MAX_DEPTH = 30;
/** Objects, lists, names, numbers and texts. A policy of hundreds of rules has several thousand. */
const MAX_PARTS = 50_000;
/** Control characters other than tabulator and new line, and what is no character. */
const UNWRITABLE = /[^\P{Cc}\n\t]|[\ufffe\uffff]/u;

const Format2 = z
  .strictObject({ format: z.literal(2), ...PolicyContent.shape })
  .transform(({ format: _, ...policy }): Policy => policy);

/**
 * Reads a policy document of any format. What was approved is read for ever, because replay needs it: a rule that is
 * added later belongs to the checks of a proposal (policy-checks), or to a new format.
 * @throws {InvalidPolicy} when it is not a policy
 */
export function parsePolicy(json: unknown): Policy {
  checkParts(json);
  const statesFormat = typeof json === 'object' && json !== null && 'format' in json;
  const parsed = (statesFormat ? Format2 : TranslatedFormat1).safeParse(json);
  if (!parsed.success) throw new InvalidPolicy(parsed.error.issues.map(toProblem));
  const problems = findStructureProblems(parsed.data);
  if (problems.length > 0) throw new InvalidPolicy(problems);
  return parsed.data;
}

/** Writes a policy as a document of format 2, without empty lists. Reading it gives the same policy. */
export function toDocument(policy: Policy): object {
  const stated = Object.entries(policy).filter(([, part]) => !Array.isArray(part) || part.length > 0);
  return { format: 2, ...Object.fromEntries(stated) };
}

/** Refuses what would take long to check, and texts that a database or a spreadsheet cannot hold, before all else. */
function checkParts(json: unknown): void {
  let parts = 0;
  let level: { path: readonly string[]; part: unknown }[] = [{ path: [], part: json }];
  for (let depth = 0; level.length > 0; depth += 1) {
    parts += level.length;
    const tooMuch = depth > MAX_DEPTH ? `is nested deeper than ${MAX_DEPTH}` : `has more than ${MAX_PARTS} parts`;
    if (depth > MAX_DEPTH || parts > MAX_PARTS) throw new InvalidPolicy([{ path: '', problem: tooMuch }]);
    for (const { path, part } of level) if (typeof part === 'string') checkText(path, part);
    level = level.flatMap(({ path, part }) =>
      typeof part === 'object' && part !== null
        ? Object.entries(part).flatMap(([name, inner]) => [
            { path, part: name },
            { path: [...path, name], part: inner },
          ])
        : [],
    );
  }
}

function checkText(path: readonly string[], text: string): void {
  if (UNWRITABLE.test(text) || !text.isWellFormed()) {
    throw new InvalidPolicy([{ path: path.join('.'), problem: 'has a control character' }]);
  }
}

const toProblem = ({ path, message }: z.core.$ZodIssue): PolicyProblem => ({
  path: formatPath(path),
  problem: message,
});
