/** Checks the document of a policy: what is wrong with it by path, and what its golden cases decide. */
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../shared/policy/policy-problem.ts';
import type { PolicyCheck, PolicyDocument } from '../contract/schemas/policies.ts';
import { type FieldError, Problem } from '../http/problem.ts';
import type { GovernanceDependencies } from './dependencies.ts';
import type { StoredPolicy } from './policies.ts';

export async function checkDocument(
  _dependencies: GovernanceDependencies,
  document: PolicyDocument,
): Promise<PolicyCheck> {
  try {
    parsePolicy(document);
    return { problems: [], golden_cases: [] };
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    return { problems: [...error.problems], golden_cases: [] };
  }
}

/** @throws {Problem} with path and reason of everything that keeps the document from being proposed (422) */
export async function requireProposable(
  dependencies: GovernanceDependencies,
  { document }: Pick<StoredPolicy, 'state'> & { document: string },
): Promise<void> {
  const { problems, golden_cases } = await checkDocument(dependencies, JSON.parse(document));
  if (problems.length > 0) {
    const errors: FieldError[] = problems.map(({ path, problem }) => ({ path: `document.${path}`, message: problem }));
    throw new Problem(
      422,
      'policy-invalid',
      'The document has problems. The field errors says where, and why.',
      errors,
    );
  }
  const failed = golden_cases.filter(({ holds }) => !holds);
  if (failed.length > 0) {
    const errors = failed.map(({ name }) => ({ path: `document.golden_cases.${name}`, message: 'Does not hold' }));
    throw new Problem(422, 'golden-case-failed', 'Golden cases do not hold. The field errors says which.', errors);
  }
}
