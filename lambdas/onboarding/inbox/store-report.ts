/** Stores the report of an import: for a person, for a program, and the refused rows as a table. */
import { Readable } from 'node:stream';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { ImportReport } from '../contract/import-report.ts';
import { importReportKey } from '../contract/import-state.ts';
import { formatImportReport, formatRefusedRows } from '../conversion/import-report.ts';

/** The document for programs is written last: once it is there, all three are. */
export async function storeReport(
  report: ImportReport,
  importId: string,
  { store, reportBucket }: { store: ObjectStore; reportBucket: string },
): Promise<void> {
  const put = (name: 'report.html' | 'refused.csv', text: string, contentType: string) =>
    store.putStream(reportBucket, importReportKey(importId, name), Readable.from([Buffer.from(text)]), { contentType });
  await put('report.html', formatImportReport(report), 'text/html; charset=utf-8');
  await put('refused.csv', formatRefusedRows(report), 'text/csv; charset=utf-8');
  await store.putJson(reportBucket, importReportKey(importId, 'report.json'), report);
}
