/**
 * Checks CI workflows with GitHub's own parser: keys, values, expressions, and what `needs` and `uses` name.
 *
 *   node scripts/lint-workflows.ts FILE...
 */
import { readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';

// The package imports its schema as bundlers do; Node.js wants to be told that it is JSON.
registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.min.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');

const readWorkflow = async (path: string) => ({ name: path, content: await readFile(path, 'utf8') });

async function findWorkflowFaults(path: string): Promise<string[]> {
  const { context, value } = parseWorkflow(await readWorkflow(path), new NoOperationTraceWriter());
  const reusableFiles = { getFileContent: (reference: { path: string }) => readWorkflow(reference.path) };
  if (value) await convertWorkflowTemplate(context, value, reusableFiles, { fetchReusableWorkflowDepth: 1 });
  return context.errors.getErrors().map(({ message }) => `${path}: ${message}`);
}

const paths = process.argv.slice(2);
const faults = (await Promise.all(paths.map(findWorkflowFaults))).flat();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 || paths.length === 0 ? 1 : 0;
