/** Shows a query's response, or why there is none: it is loading, it failed, or there is no data yet. */
import type { ReactNode } from 'react';
import type { Failure } from '../queries/failure.ts';
import type { ApiQuery } from '../queries/use-api-query.ts';

interface QueryBoundaryProps<Data> {
  query: ApiQuery<Data>;
  children: (data: Data) => ReactNode;
}

/** The response by `children`, also an old one with a notice where the newest request failed; else the query's state. */
export function QueryBoundary<Data>({ query: { data, failure, retry }, children }: QueryBoundaryProps<Data>) {
  if (data === undefined) return failure ? <FailureMessage failure={failure} retry={retry} /> : <Skeleton />;
  return (
    <>
      {failure && (
        <p className="notice" role="status">
          These figures could not be renewed; they are from before.
        </p>
      )}
      {children(data)}
    </>
  );
}

function FailureMessage({ failure, retry }: { failure: Failure; retry: () => void }) {
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

export function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      <div />
      <div />
      <div />
    </div>
  );
}

/** Takes the place of data that does not exist yet. `children` say what creates it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
    </div>
  );
}
