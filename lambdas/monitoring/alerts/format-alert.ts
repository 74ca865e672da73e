/**
 * Formats a message of the alert topic for a chat: event, urgency, and where to read on. Text that is not ours becomes no
 * link, mention or markup. Pure function, no I/O.
 */
import { z } from 'zod';
import { parseAlarmDescription } from '../../shared/alarm-description.ts';
import { breakLinks } from '../../shared/break-links.ts';

const AlarmMessage = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.string(),
  NewStateReason: z.string().nullish(),
});

const StatusChange = z.looseObject({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.looseObject({
    status: z.string(),
    stateMachineArn: z.string(),
    name: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

const SIGNS: Record<string, string> = { page: '🔴', ticket: '🟠', info: '🔵' };
const URGENCIES: Record<string, string> = { page: ': act now', ticket: ': act today', info: ': no action needed' };
const ENDINGS: Record<string, string> = { FAILED: 'failed', TIMED_OUT: 'took too long', ABORTED: 'was stopped' };
const MAX_CHARACTERS = 3000;

/** Formats alarms and failed executions; passes other messages on as they are. */
export function formatAlert(message: string, subject?: string | null): string {
  return formatMessage(message, subject).slice(0, MAX_CHARACTERS);
}

/** Slack and Google Chat read `<…>` as a link or a mention, and others as HTML. */
const disarm = (text: string): string => breakLinks(text).replaceAll('<', '‹').replaceAll('>', '›');

function formatMessage(message: string, subject?: string | null): string {
  const content = parseJson(message);
  const alarm = AlarmMessage.safeParse(content);
  if (alarm.success) return formatAlarm(alarm.data);
  const change = StatusChange.safeParse(content);
  if (change.success) return formatStatusChange(change.data.detail);
  return disarm(joinLines(subject, message));
}

function formatAlarm(alarm: z.infer<typeof AlarmMessage>): string {
  const { AlarmName: name, AlarmDescription: description, NewStateValue: state, NewStateReason: reason } = alarm;
  if (state === 'OK') return `🟢 ${name} is over`;
  const { severity, text, runbook } = parseAlarmDescription(description ?? '');
  const title = `${SIGNS[severity] ?? '⚪'} ${name} is active${URGENCIES[severity] ?? ''}`;
  const source = runbook && `What to do: ${runbook}`;
  return joinLines(title, text, source, reason && `CloudWatch: ${disarm(reason)}`);
}

function formatStatusChange({
  status,
  stateMachineArn,
  name,
  error,
  cause,
}: z.infer<typeof StatusChange>['detail']): string {
  const workflow = stateMachineArn.split(':').at(-1);
  const ending = ENDINGS[status] ?? `ended as ${status}`;
  const title = `🟠 The workflow ${workflow} ${ending}: ${error ?? 'no error name'}`;
  return disarm(joinLines(title, cause, name && `Execution ${name}`));
}

const joinLines = (...lines: (string | null | undefined)[]): string => lines.filter(Boolean).join('\n');

/** Returns null for a text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
