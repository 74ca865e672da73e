/** Saves the reports of a model for people, validation report and model card, as files of this machine. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { type RegisteredReports, readModelReport } from '../../lambdas/shared/model/model-report.ts';

/** Files of the model folder, by what they are called on the terminal. */
const REPORTS = { 'Validation report': 'validation-report.html', 'Model card': 'model-card.html' };

interface SavedReport {
  label: string;
  path: string;
}

/**
 * Returns the saved reports, without those that the model's training did not write.
 * @throws {ModelReportChanged} when a report is not the registered file
 */
export async function saveModelReports(
  { store, bucket }: { store: ObjectStore; bucket: string },
  model: RegisteredReports,
  folder: string,
): Promise<SavedReport[]> {
  const saved: SavedReport[] = [];
  for (const [label, name] of Object.entries(REPORTS)) {
    const report = await readModelReport(store, bucket, model, name);
    if (report === undefined) continue;
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${model.version}-${name}`);
    await writeFile(path, report);
    saved.push({ label, path });
  }
  return saved;
}
