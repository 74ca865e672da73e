/** What every deployment sets in the database, as variables of the functions that migrate it (migrate-cluster.ts). */
import type { EnvironmentConfig } from '../../config.ts';

export function buildDatabaseSettings({
  governance,
  cases,
}: Pick<EnvironmentConfig, 'governance' | 'cases'>): Record<'ONE_PERSON_KINDS' | 'CASE_SETTINGS', string> {
  const { due_hours, ...settings } = cases;
  const hours = Object.fromEntries(Object.entries(due_hours).map(([kind, value]) => [`${kind}_hours`, value]));
  return {
    ONE_PERSON_KINDS: JSON.stringify(governance.one_person),
    CASE_SETTINGS: JSON.stringify({ ...settings, ...hours }),
  };
}
