/** What differs for requests of experiments: the definition is checked by itself, and against what it names. */
import { json } from '../../../shared/aws/database.ts';
import { checkDefinition, type DefinitionProblem } from '../../../shared/experiments/check-definition.ts';
import { checkNamed, type ExperimentContext } from '../../../shared/experiments/check-named.ts';
import { ExperimentDefinition, ExperimentId } from '../../../shared/experiments/definition.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { requireProposable } from '../policies/check-document.ts';
import { findPolicy } from '../policies/policies.ts';
import type { PreparedProposal, Proposal, RequestKindRules } from './request-kind-rules.ts';

export const experimentRules: Pick<RequestKindRules, 'prepare'> = { prepare: prepareExperiment };

/**
 * Checks a proposed experiment. Its content gets the hash of every policy that it names, and whoever wrote one that was
 * not approved yet may not approve the experiment.
 * @throws {Problem} when something is wrong with it (422), with path and reason of everything
 */
async function prepareExperiment(
  dependencies: GovernanceDependencies,
  { subject, content }: Proposal,
): Promise<PreparedProposal> {
  const definition = parseProposal(subject, content);
  const context = await readContext(dependencies, subject, definition);
  refuseProblems(checkNamed(subject, definition, context));
  const named = listPolicies(definition);
  const unapproved = named.filter((version) => context.policies[version]?.state !== 'approved');
  for (const version of unapproved) await requireProposable(dependencies, await findPolicy(dependencies, version));
  return {
    subject,
    content: {
      ...definition,
      policies: Object.fromEntries(named.map((name) => [name, context.policies[name]?.sha256])),
    },
    written_by: unapproved.flatMap((version) => context.policies[version]?.authors ?? []),
  };
}

/** Checks what the proposal says by itself. Times and names are in order after that, so that the database can read them. */
function parseProposal(subject: string, content: unknown): ExperimentDefinition {
  const [name, parsed] = [ExperimentId.safeParse(subject), ExperimentDefinition.safeParse(content)];
  refuseProblems([
    ...(name.error?.issues ?? []).map(() => ({
      path: 'subject',
      problem: 'must be the name of the experiment: 1 to 60 lower case letters, digits and hyphens',
    })),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({
      path: ['content', ...path].join('.'),
      problem: message,
    })),
  ]);
  const definition = ExperimentDefinition.parse(content);
  refuseProblems(
    checkDefinition(definition, new Date()).map(({ path, problem }) => ({ path: `content.${path}`, problem })),
  );
  return definition;
}

const listPolicies = ({ arms }: ExperimentDefinition): string[] => [
  ...new Set(arms.flatMap(({ policy_version }) => policy_version ?? [])),
];

async function readContext(
  { database }: GovernanceDependencies,
  experiment_id: string,
  definition: ExperimentDefinition,
): Promise<ExperimentContext> {
  const { starts_at, ends_at, arms } = definition;
  const [context] = await database().query<ExperimentContext>(readSqlFile('api/experiments/read_context.sql'), {
    ...{ experiment_id, starts_at, ends_at, policies: json(listPolicies(definition)) },
    models: json(arms.flatMap(({ model_version }) => model_version ?? [])),
  });
  if (!context) throw new Error('the statement of an experiment’s context returned no row');
  return context;
}

function refuseProblems(problems: readonly DefinitionProblem[]): void {
  if (problems.length === 0) return;
  const errors = problems.map(({ path, problem }) => ({ path, message: problem }));
  throw new Problem(
    422,
    'experiment-invalid',
    'The experiment has problems. The field errors says where, and why.',
    errors,
  );
}
