/** Evaluates the JSONata of a state machine file as Step Functions does. */
import jsonata from 'jsonata';

// biome-ignore lint/suspicious/noExplicitAny: templates and values are any JSON
type Json = any;

/** A state ended with this error, for its retries and catches. */
export class StateFailed extends Error {
  readonly error: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/** Evaluates the `{% … %}` of a template. As in Step Functions, an expression without a value fails the state. */
export async function evaluateTemplate(template: Json, bindings: Json): Promise<Json> {
  if (typeof template === 'string') {
    const expression = /^\{%(.*)%\}$/s.exec(template)?.[1];
    if (expression === undefined) return template;
    // Step Functions adds the function `parse` to those of JSONata.
    const value = await jsonata(expression).evaluate({}, { ...bindings, parse: JSON.parse });
    if (value === undefined) throw new StateFailed('States.QueryEvaluationError', `nothing comes of ${expression}`);
    return JSON.parse(JSON.stringify(value));
  }
  if (Array.isArray(template)) return Promise.all(template.map((item) => evaluateTemplate(item, bindings)));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(async ([key, value]) => [key, await evaluateTemplate(value, bindings)]);
  return Object.fromEntries(await Promise.all(entries));
}
