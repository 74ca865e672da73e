/** Reads the CI workflows of .github/workflows/ for tests of their rules. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface WorkflowStep {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

export interface WorkflowJob {
  needs?: string | string[];
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  permissions?: Record<string, string>;
  environment?: string;
  env?: Record<string, string>;
  concurrency?: { group: string; 'cancel-in-progress': boolean };
  'timeout-minutes'?: number;
  steps?: WorkflowStep[];
}

export interface CiWorkflow {
  on: Record<string, { tags?: string[] } | null>;
  permissions: object;
  jobs: Record<string, WorkflowJob>;
}

/** @param name without its ending, for example `deploy` */
export const readWorkflow = (name: string): CiWorkflow => parse(readFileSync(`.github/workflows/${name}.yml`, 'utf8'));
