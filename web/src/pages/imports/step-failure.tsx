/** Why a step of an import was refused, in one line. */
import { ApiProblem } from '../../../../clients/typescript/client.ts';
import { describeFailure } from '../../queries/failure.ts';

export function StepFailure({ error }: { error: unknown }) {
  const { title, detail } = describeFailure(error);
  // A limit says what to do; asking again by itself is for questions only.
  const text = error instanceof ApiProblem ? error.problem.detail : detail;
  return (
    <p role="alert" className="trouble">
      {title}: {text}
    </p>
  );
}
