/** An alert as a person reads it in a chat: what happened, how urgent it is, and where to read on. Pure. */
import { z } from 'zod';

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
const LONGEST = 3000;

/** The text of one message of the alert topic; what is of no known form is passed on as it is. */
export function formatAlert(message: string, subject?: string | null): string {
  return textOf(message, subject).slice(0, LONGEST);
}

function textOf(message: string, subject?: string | null): string {
  const content = parsed(message);
  const alarm = AlarmMessage.safeParse(content);
  if (alarm.success) {
    const { AlarmName: name, AlarmDescription: description, NewStateValue: state, NewStateReason: why } = alarm.data;
    if (state === 'OK') return `🟢 ${name} is over`;
    const severity = /^(\w+):/.exec(description ?? '')?.[1] ?? '';
    return [`${SIGNS[severity] ?? '⚪'} ${name} (${state})`, description, why].filter(Boolean).join('\n');
  }
  const change = StatusChange.safeParse(content);
  if (change.success) {
    const { status, stateMachineArn, name, error, cause } = change.data.detail;
    const workflow = stateMachineArn.split(':').at(-1);
    return [`🟠 ${workflow} ${status.toLowerCase()}: ${error ?? 'no error name'}`, cause, name && `Execution ${name}`]
      .filter(Boolean)
      .join('\n');
  }
  return [subject, message].filter(Boolean).join('\n');
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
