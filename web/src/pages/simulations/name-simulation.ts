/** The name of a simulation, and the applications that it decided. */
import { formatDate } from '../../format/times.ts';
import type { SimulationSummary } from '../../queries/api-types.ts';
import { simulationsTexts as texts } from '../../texts/governance/simulations.ts';

export function nameSimulation({ policy_version, has_document, model_version }: SimulationSummary): string {
  return texts.name(policy_version, has_document ? texts.list.document : null, model_version);
}

export function describePeriod({ from, to }: SimulationSummary): string {
  return from && to ? texts.period(formatDate(from), formatDate(to)) : texts.list.file;
}
