/** The button that downloads all events that match, not only those of the page. */
import { useMutation } from '@tanstack/react-query';
import { Refusal } from '../../components/forms/refusal.tsx';
import { formatCsvLine } from '../../exports/csv.ts';
import { downloadFile } from '../../exports/download.ts';
import { buildFileName } from '../../exports/file-name.ts';
import { describeOrigin, type PageOrigin, usePageOrigin } from '../../exports/page-origin.tsx';
import { formatCount } from '../../format/numbers.ts';
import type { AuditEvent, AuditFilter } from '../../queries/api-types.ts';
import { fetchAllEvents, MAX_EXPORTED_EVENTS } from '../../queries/audit-queries.ts';
import { auditTexts as texts } from '../../texts/governance/audit.ts';
import { sharedTexts } from '../../texts/shared.ts';
import { nameActor, writeDetail } from './event-columns.tsx';

export function EventDownload({ filter }: { filter: AuditFilter }) {
  const origin = usePageOrigin();
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => fetchAllEvents(filter),
    onSuccess: (events) =>
      downloadFile(
        buildFileName(texts.fileName, 'csv'),
        new Blob([buildEventCsv(events, origin)], { type: 'text/csv' }),
      ),
  });
  return (
    <>
      <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
        {isPending ? texts.downloading : texts.download}
      </button>
      <span role="status" className="dim">
        {data && data.length >= MAX_EXPORTED_EVENTS ? texts.capped(formatCount(MAX_EXPORTED_EVENTS)) : ''}
      </span>
      {error && <Refusal error={error} />}
    </>
  );
}

/** As the CSV of a table, with the address and the time of the download. */
function buildEventCsv(events: readonly AuditEvent[], origin: PageOrigin): string {
  const { address, time } = describeOrigin(origin);
  const { figuresAt, address: addressName } = sharedTexts.exports;
  const header = [
    texts.at,
    texts.actor,
    texts.action,
    texts.subject,
    texts.detail,
    texts.trail,
    addressName,
    figuresAt,
  ];
  const lines = events.map((event) => {
    const { at, action, subject, trail_entry } = event;
    return formatCsvLine([at, nameActor(event), action, subject, writeDetail(event), trail_entry, address, time]);
  });
  return [formatCsvLine(header), ...lines].join('');
}
