/** Shows a query's response, or why there is none: it is loading, or it failed. */
import type { ReactNode } from 'react';
import type { Failure } from '../queries/failure.ts';
import type { ApiQuery } from '../queries/use-api-query.ts';
import { sharedTexts } from '../texts/shared.ts';
import { Skeleton } from './skeleton.tsx';

interface QueryBoundaryProps<Data> {
  query: ApiQuery<Data>;
  /** Takes the place of the content while it loads. */
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** An old response stays, with a notice, while the newest request has failed. */
export function QueryBoundary<Data>({ query, skeleton = <Skeleton />, children }: QueryBoundaryProps<Data>) {
  const { data, failure, retry } = query;
  if (data === undefined) return failure ? <FailureMessage failure={failure} retry={retry} /> : skeleton;
  return (
    <>
      {failure && (
        <p className="notice" role="status">
          {sharedTexts.notRenewed}
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
        {sharedTexts.retry}
      </button>
    </div>
  );
}
