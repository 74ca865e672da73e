/** Settings of the PostgreSQL log, for the cluster and for the local server. With them the log contains no value. */

/**
 * Parameters of PostgreSQL. A session cannot loosen them: only superusers may, except for the last one, which decides
 * nothing while `log_min_messages` is `log`.
 */
export const LOG_SETTINGS = {
  // Statements that define roles contain password verifiers. audit.migrations says which definitions were applied.
  log_statement: 'none',
  // The text of slow statements shows which they are; the Data API sends values as parameters.
  log_min_duration_statement: '5000',
  log_parameter_max_length: '0',
  // An error's message can repeat a value: `invalid input syntax for type date: "Jane Doe"`. So errors of statements go
  // to their sender only, which logs class and SQLSTATE. `log` ranks between error and fatal: failed logins stay.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse', // without DETAIL and CONTEXT, which repeat keys and rows
  log_parameter_max_length_on_error: '0',
} as const;
