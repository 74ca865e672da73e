/** Texts of the page of alarms. */
import { formatPlural } from '../../format/plurals.ts';

export const alarmsTexts = {
  title: 'Alarms',
  subtitle:
    'As Amazon CloudWatch has them now. Page: somebody is called at once; ticket: within the working day; information: no action.',
  none: 'There are no alarms',
  noneWhy: 'None is deployed in this environment.',

  active: 'Active',
  noneActive: 'No active alarms',
  activeNow: (count: number) => formatPlural(count, 'active alarm'),
  notActive: 'Not active',
  withoutData: 'Without data',
  withoutDataNote: 'the reason stands at each alarm',

  caption: 'Alarms',
  alarm: 'Alarm',
  state: 'State',
  severity: 'Severity',
  since: 'Since',
  meaning: 'What it means',
  runbook: 'What to do',
  runbookLink: 'Open the runbook',
  runbookOf: (alarm: string) => `Open the runbook: ${alarm}`,
  noReason: 'Nothing was measured lately.',

  nextActive: 'Work through the runbook section of each active alarm, those of severity “page” first.',
  nextNone: 'Nothing has to be done.',
  nextRuns: 'See whether the newest run was published',
  nextStatus: 'See on one screen what needs action:',
  nextLogs: 'Read the errors of the last two hours:',
} as const;
