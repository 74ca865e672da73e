/** The button that claims the free case with the earliest due time and opens it. */
import { useLocation } from 'wouter';
import { Refusal } from '../../components/forms/refusal.tsx';
import type { CaseFilter } from '../../queries/api-types.ts';
import { useClaimNext } from '../../queries/case-queries.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { queueTexts } from '../../texts/review/queue.ts';

const { claimNext: texts } = queueTexts;

/** @param kind of the cases that the person wants; all of them without it */
export function ClaimNext({ kind }: Pick<CaseFilter, 'kind'>) {
  const [, navigate] = useLocation();
  const { mutate: claimNext, isPending, data: claimed, error } = useClaimNext();
  if (!useCanCall('claimNextCase')) return null;
  const claim = () =>
    claimNext({ kind }, { onSuccess: ({ case_id }) => (case_id ? navigate(`/cases/${case_id}`) : undefined) });
  return (
    <div className="claim-next">
      <button type="button" className="button primary" disabled={isPending} onClick={claim}>
        {isPending ? texts.claiming : texts.button}
      </button>
      <p role="status">{claimed?.case_id === null ? texts.none : ''}</p>
      {error && <Refusal error={error} />}
    </div>
  );
}
