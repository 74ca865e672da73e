/** Schema of the report `alarms`: the CloudWatch alarms of this environment. */
import { z } from 'zod';

export const Alarm = z
  .object({
    name: z.string().describe('Name without the prefix of the environment'),
    state: z.enum(['ok', 'alarm', 'insufficient_data']),
    severity: z.enum(['page', 'ticket', 'info']),
    since: z.iso.datetime().nullable().describe('When it reached this state'),
    description: z.string().describe('What has happened when the alarm is active'),
    runbook: z.string().nullable().describe('Path and heading in the runbook'),
    runbook_url: z.url().nullable().describe('Address of that section; null where none is known'),
    no_data_reason: z.string().nullable().describe('Why there are no data, in state insufficient_data; null otherwise'),
  })
  .describe('An alarm of this environment; active ones come first');

export const alarms = z.array(Alarm);

export const AlarmsReport = z.object({ report: z.literal('alarms'), alarms });

export type Alarm = z.infer<typeof Alarm>;
