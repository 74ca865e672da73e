/** The problems of the checked draft, which fields look up by their path. */
import { createContext, type ReactNode, useContext } from 'react';
import type { PolicyCheck } from '../../../queries/api-types.ts';
import { problemTexts, editTexts as texts } from '../../../texts/policies/edit.ts';

type Problems = PolicyCheck['problems'];

const ProblemContext = createContext<Problems>([]);

export function ProblemProvider({ problems, children }: { problems: Problems; children: ReactNode }) {
  return <ProblemContext value={problems}>{children}</ProblemContext>;
}

/** The problem of exactly this part, in one text. */
export function useProblem(path: string): string | undefined {
  const own = useContext(ProblemContext).filter((problem) => problem.path === path);
  return own.length > 0 ? own.map(({ problem }) => problem).join('; ') : undefined;
}

/** The id of the field with a path, so that a problem can link to it. */
export const getFieldId = (path: string): string => `field-${path}`;

/** A field's problem; the field names it as its description. */
export function FieldProblem({ path }: { path: string }) {
  const problem = useProblem(path);
  if (!problem) return null;
  return (
    <span id={`${getFieldId(path)}-problem`} className="trouble long field-problem">
      {problem}
    </span>
  );
}

/** All problems with links to their fields. */
export function ProblemList({ problems }: { problems: Problems }) {
  if (problems.length === 0) return null;
  return (
    <section className="card" aria-label={texts.problems}>
      <h2>{texts.problems}</h2>
      <ul className="findings">
        {problems.map(({ path, problem }) => (
          <li key={`${path} ${problem}`} className="long">
            <a href={`#${getFieldId(path)}`} onClick={() => openField(path)}>
              {problemTexts.describe(path, problem)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Opens the sections around a field, or around the part that has it, and moves the focus there. */
function openField(path: string): void {
  let target: HTMLElement | null = null;
  for (let part = path; !target && part !== ''; part = part.replace(/(\.[^.[\]]*|\[\d+\])$|^[^.[\]]*$/, '')) {
    target = document.getElementById(getFieldId(part));
  }
  for (let parent = target?.parentElement; parent; parent = parent.parentElement) {
    if (parent instanceof HTMLDetailsElement) parent.open = true;
  }
  target?.focus();
}
