/** What stands in the place of an answer: while it is on its way, when it failed, and when there is nothing to show. */
import type { ReactNode } from 'react';
import type { Answer } from '../queries/use-answer.ts';

export function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      <div />
      <div />
      <div />
    </div>
  );
}

interface ShownProps<Data> {
  answer: Answer<Data>;
  children: (data: Data) => ReactNode;
}

/** The answer by `children`, or its state. An answer that could not be renewed is shown with a word about it. */
export function Shown<Data>({ answer, children }: ShownProps<Data>) {
  if (answer.state === 'loading') return <Skeleton />;
  if (answer.state === 'failed') {
    const { failure, retry } = answer;
    return (
      <div className="state" role="alert">
        <h2>{failure.title}</h2>
        <p>{failure.detail}</p>
        <button type="button" className="button" onClick={retry}>
          Ask again
        </button>
      </div>
    );
  }
  return (
    <>
      {answer.isOld && (
        <p className="notice" role="status">
          These figures could not be renewed; they are from before.
        </p>
      )}
      {children(answer.data)}
    </>
  );
}

/** Nothing to show yet, and what would have to happen. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
    </div>
  );
}
