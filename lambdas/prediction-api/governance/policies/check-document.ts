/** Checks the document of a policy: what is wrong with it by path, and what its golden cases decide. */
import { ATTRIBUTE_PREFIXES } from '../../../shared/features/attribute-names.ts';
import { FEATURES } from '../../../shared/features/catalogue.ts';
import type { ScoreScale } from '../../../shared/model/score-scale.ts';
import { hashDocument } from '../../../shared/policy/hash-document.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../../shared/policy/policy-problem.ts';
import { selectScoreScale } from '../../../shared/policy/score-scale.ts';
import {
  type CheckContext,
  type CheckedProblem,
  checkPolicy,
  type KnownFeature,
  PROBLEM_CODES,
} from '../../../shared/policy-checks/check-policy.ts';
import { runGoldenCases } from '../../../shared/policy-checks/golden-cases.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { PolicyCheck } from '../../contract/schemas/policies.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import type { StoredPolicy } from './policies.ts';

/** A simulation of fewer applications does not show that a policy approves all or none. */
const MIN_SIMULATED_ROWS = 100;

const CATALOGUE_FEATURES: readonly KnownFeature[] = FEATURES.map(({ name, type }) => ({
  ...{ name, type: type === 'category' ? 'category' : 'number' },
}));
const APPROVED_STATES: readonly StoredPolicy['state'][] = ['approved', 'active', 'retired'];

interface ContextRow {
  attributes: { table_name: keyof typeof ATTRIBUTE_PREFIXES; name: string; type: 'number' | 'category' }[];
  champion: { version: string; score_scale: ScoreScale | null } | null;
  approved: { rows: number; of: number } | null;
}

/** What a document is checked against now. */
interface Context extends CheckContext {
  approved: ContextRow['approved'];
}

/** @param text the document as it is stored */
export async function checkDocument(dependencies: GovernanceDependencies, text: string): Promise<PolicyCheck> {
  const context = await readContext(dependencies, text);
  const problems = listProblems(text, context).map(({ path, problem }) => ({ path, problem }));
  return { problems, golden_cases: listGoldenCases(text, context) };
}

/**
 * Requires that a document may be proposed, or approved, with the features and the model of now.
 * @throws {Problem} when it may not, with path and reason of everything that is wrong (422)
 */
export async function requireProposable(
  dependencies: GovernanceDependencies,
  { document, state }: { document: string; state: StoredPolicy['state'] },
): Promise<void> {
  // The first policies have no golden cases, and may decide again.
  const isProven = APPROVED_STATES.includes(state);
  const problems = listProblems(document, await readContext(dependencies, document)).filter(
    ({ code, path }) => !(isProven && code === 'golden-case-failed' && path === 'golden_cases'),
  );
  const code = PROBLEM_CODES.find((candidate) => problems.some((problem) => problem.code === candidate));
  if (!code) return;
  const errors = problems.map(({ path, problem }) => ({ path: formatDocumentPath(path), message: problem }));
  throw new Problem(422, code, 'This document cannot be proposed. The field errors says where, and why.', errors);
}

/** @throws {Problem} when a segment names what is no category that policies may read (422) */
export async function requireSegmentFeature(dependencies: GovernanceDependencies, feature: string): Promise<void> {
  const { features } = await readContext(dependencies, '');
  const type = features.find(({ name }) => name === feature)?.type;
  if (type === 'category') return;
  const message = type ? `${feature} is a number, and not a category` : `There is no feature ${feature}`;
  throw new Problem(422, 'invalid-body', 'The segment is not valid. The field errors says why.', [
    { path: 'segment.feature', message },
  ]);
}

async function readContext({ database }: GovernanceDependencies, text: string): Promise<Context> {
  const values = { sha256: hashDocument(text), min_rows: MIN_SIMULATED_ROWS };
  const [row] = await database().query<ContextRow>(readSqlFile('api/policies/read_check_context.sql'), values);
  const { attributes = [], champion = null, approved = null } = row ?? {};
  const declared = attributes.map(({ table_name, name, type }) => ({
    ...{ name: `${ATTRIBUTE_PREFIXES[table_name]}${name}`, type },
  }));
  return {
    features: [...CATALOGUE_FEATURES, ...declared],
    model: champion && { version: champion.version, score_scale: champion.score_scale ?? undefined },
    approved,
  };
}

function listProblems(text: string, context: Context): CheckedProblem[] {
  return [...checkPolicy(JSON.parse(text), context), ...checkSimulatedApprovals(context)];
}

/** Only the applications of the portfolio show that cut-offs are too high or too low for all of them. */
function checkSimulatedApprovals({ approved }: Context): CheckedProblem[] {
  if (approved?.rows === 0) {
    const problem = `none of the ${approved.of} simulated applications is approved`;
    return [{ path: '', problem, code: 'approves-nobody' }];
  }
  if (!approved || approved.rows < approved.of) return [];
  const problem = `all of the ${approved.of} simulated applications are approved`;
  return [{ path: '', problem, code: 'approves-everybody' }];
}

function listGoldenCases(text: string, { model }: Context): PolicyCheck['golden_cases'] {
  try {
    const policy = parsePolicy(JSON.parse(text));
    return runGoldenCases(policy, model ? selectScoreScale(policy, model) : undefined).map(
      ({ name, holds, differences, error }) => ({
        ...{ name, holds },
        differences: error
          ? [{ field: 'decision', expected: null, decided: error }]
          : differences.map(({ field, expected, actual }) => ({ field, expected, decided: actual })),
      }),
    );
  } catch (error) {
    if (error instanceof InvalidPolicy) return [];
    throw error;
  }
}

const formatDocumentPath = (path: string): string => (path === '' ? 'document' : `document.${path}`);
