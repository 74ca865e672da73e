/**
 * Records which caller makes which AWS call in the local cloud, while RISK_RECORD_CALLS is set: the test of
 * production's permissions judges the record. Each caller's requests carry its name as the session token.
 * ministack/call_recorder.py records what reaches MiniStack.
 */
import { appendFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { buildSdkConfiguration, type LocalSettings } from './settings/local-settings.ts';

/** Variable of MiniStack with the file that it appends to. */
const FILE_VARIABLE = 'RISK_RECORDED_CALLS';

/** One line of the record, which has each call once. */
export interface RecordedCall {
  /** `function/<name>`, `role/<name of a job's role>`, `aurora/import`, `aurora/export` or `person/<command>`. */
  caller: string;
  /** IAM action, such as `s3:GetObject`. */
  action: string;
  /** ARN in the local cloud, or `*`. */
  resource: string;
  /** Condition keys that the request sets. */
  context: Record<string, string>;
  /** The resource did not exist: the response was 404. */
  missing: boolean;
}

/** An action on a resource, before its caller is known. */
export type CalledAction = Pick<RecordedCall, 'action' | 'resource'> & { context?: Record<string, string> };

/** Records the actions of one request, unless it has no caller's name. */
export type RecordCalls = (request: IncomingMessage, calls: CalledAction[]) => void;

/** Returns what an endpoint of this process records with; undefined unless calls are recorded. */
export function createCallRecorder({ callRecord }: LocalSettings): RecordCalls | undefined {
  if (!callRecord) return undefined;
  const lines = new Set<string>();
  return (request, calls) => {
    const caller = request.headers['x-amz-security-token'];
    if (typeof caller !== 'string') return;
    for (const { action, resource, context = {} } of calls) {
      const line = JSON.stringify({ caller, action, resource, context, missing: false } satisfies RecordedCall);
      if (lines.has(line)) continue;
      lines.add(line);
      appendFileSync(callRecord, `${line}\n`);
    }
  };
}

/** Variables with which MiniStack records; none unless calls are recorded. */
export function buildRecorderEnvironment({ callRecord }: LocalSettings): Record<string, string> {
  return callRecord ? { [FILE_VARIABLE]: callRecord } : {};
}

/** Variables that make a job's program call as its role. */
export function buildCallerEnvironment(settings: LocalSettings, roleArn: string): Record<string, string> {
  return settings.callRecord ? { AWS_SESSION_TOKEN: nameRole(roleArn) } : {};
}

/** Configuration of a client with which this process calls for a job, as its role. */
export function buildRoleConfiguration(settings: LocalSettings, roleArn: string) {
  const { credentials, ...configuration } = buildSdkConfiguration(settings);
  const sessionToken = settings.callRecord ? nameRole(roleArn) : undefined;
  return { ...configuration, credentials: { ...credentials, sessionToken } };
}

const nameRole = (roleArn: string): string => `role/${roleArn.split('/').at(-1)}`;
