/** GET /v1/predictions/{prediction_id}/counterfactuals: finds the smallest changes that change a decision. */
import { COUNTERFACTUALS } from '../../../shared/counterfactuals/configuration.ts';
import type { Lever } from '../../../shared/counterfactuals/levers.ts';
import { reachesTarget } from '../../../shared/counterfactuals/score-changes.ts';
import { type SearchResult, searchCounterfactuals } from '../../../shared/counterfactuals/search-counterfactuals.ts';
import type { counterfactualsRoute } from '../../contract/routes/counterfactuals.ts';
import type { CounterfactualQuery, Counterfactuals, PermittedRange } from '../../contract/schemas/counterfactuals.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import { describeCounterfactual, describeLever } from './describe-changes.ts';
import { type CounterfactualDependencies, readDecision, type StoredDecision } from './read-decision.ts';

const NOTHING: SearchResult = { counterfactuals: [], searched: 0, nearest: null };

/**
 * @throws {UnknownPrediction} when there is no prediction with this id that the caller may read
 * @throws {Problem} when a named feature is none that a person can change (400)
 */
export async function findCounterfactuals(
  dependencies: CounterfactualDependencies,
  { params: { prediction_id }, query, caller }: OperationInput<typeof counterfactualsRoute>,
): Promise<Counterfactuals> {
  const stored = await readDecision(dependencies, prediction_id, caller);
  const { context, evidence } = stored;
  const levers = selectLevers(stored.levers, query);
  const { decision, decided_by, pd, score, model_version, policy_version } = evidence;
  const reached = reachesTarget(decision, query.target);
  const found = reached ? NOTHING : await search(stored, levers, query);
  return {
    ...{ prediction_id, model_version, policy_version, decision, decided_by, pd, score, target: query.target, reached },
    counterfactuals: found.counterfactuals.map((item) => describeCounterfactual(context, item)),
    nothing_within_reach: !reached && found.counterfactuals.length === 0,
    nearest: found.nearest && describeCounterfactual(context, found.nearest),
    searched: found.searched,
    actionable: stored.levers.map(describeLever),
  };
}

const search = (
  { evidence, scoreChanges }: StoredDecision,
  levers: readonly Lever[],
  { target, max_changes }: CounterfactualQuery,
): Promise<SearchResult> =>
  searchCounterfactuals(scoreChanges, evidence.features, levers, {
    target,
    maxChanges: Math.min(max_changes, COUNTERFACTUALS.max_changes),
    maxAnswers: COUNTERFACTUALS.answers,
  });

/** Restricts the levers to what the caller permits. */
function selectLevers(levers: readonly Lever[], { features, fixed, ranges }: CounterfactualQuery): Lever[] {
  const known = new Set(levers.map(({ feature }) => feature));
  const named = [
    ...(features ?? []).map((name) => ['features', name]),
    ...(ranges ?? []).map((range) => ['ranges', range.feature]),
  ];
  const errors = named
    .filter(([, name = '']) => !known.has(name))
    .map(([path = '', name]) => ({ path, message: `${name} is no feature of this decision that a person can change` }));
  if (errors.length > 0) throw toNotActionableProblem(400, errors);
  return levers
    .filter(({ feature }) => (features?.includes(feature) ?? true) && !fixed?.includes(feature))
    .map((lever) => (ranges ?? []).filter(({ feature }) => feature === lever.feature).reduce(restrictLever, lever))
    .filter(({ choices }) => choices.length > 0);
}

const restrictLever = (lever: Lever, { lowest, highest }: PermittedRange): Lever => ({
  ...lever,
  choices: lever.choices.filter(
    ({ value }) => typeof value === 'number' && value >= (lowest ?? -Infinity) && value <= (highest ?? Infinity),
  ),
});

/** The problem of features that are none that the person can change. */
export const toNotActionableProblem = (status: 400 | 422, errors: { path: string; message: string }[]): Problem =>
  new Problem(
    status,
    'not-actionable',
    'A feature cannot be changed so. The field errors says which; the list actionable of the counterfactuals says what can.',
    errors,
  );
