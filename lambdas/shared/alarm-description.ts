/** The text form of an alarm's description: stacks format it; dashboard, report, status and chat parse it. */

export interface AlarmDescription {
  severity: string;
  /** The fault that the alarm reports, as a sentence. */
  text: string;
  /** Where its data come from; null in an alarm of a release before. */
  dataSource: string | null;
  /** Address of the section of the runbook, or the path and heading in this repository; null without one. */
  runbook: string | null;
}

const DESCRIPTION = /^(page|ticket|info): (.*?)(?: Data: ([^.]*)\.)?(?: Runbook: (\S+))?$/s;

/** Formats a description. @param runbook address or path with the heading's anchor */
export function formatAlarmDescription({ severity, text, dataSource, runbook }: AlarmDescription): string {
  return `${severity}: ${text}${dataSource === null ? '' : ` Data: ${dataSource}.`}${runbook === null ? '' : ` Runbook: ${runbook}`}`;
}

/** Parses a description. One of another form is all text. */
export function parseAlarmDescription(description: string): AlarmDescription {
  const [, severity = 'ticket', text = description, dataSource = null, runbook = null] =
    DESCRIPTION.exec(description) ?? [];
  return { severity, text, dataSource, runbook };
}
