/** The page of a bundle: opens it, takes an applicant's features, decides, and keeps and exports the decisions. */
import './without-eval.ts';
import { BundleFeatures } from '../../lambdas/shared/edge/bundle-features.ts';
import type { EdgeDecision } from '../../lambdas/shared/edge/edge-decision.ts';
import { FeaturesRefused, type OfflineScorer, openBundle } from '../../lambdas/shared/edge/score-offline.ts';
import type { ReadBundleFile } from '../../lambdas/shared/edge/verify-bundle.ts';
import { checkDevice } from '../device-check.ts';
import { buildUploads } from '../export-decisions.ts';
import { PUBLIC_KEY } from '../public-key.ts';
import { createWebSessionFactory } from '../web-runtime.ts';
import { type ApplicantForm, buildForm } from './applicant-form.ts';
import { createElement, findElement, reactTo, showElement, showProblem } from './elements.ts';
import { type DecisionStore, openDecisionStore } from './kept-decisions.ts';

const DECISION_WORDS = { approve: 'Approve', refer: 'Refer to a person', decline: 'Decline' } as const;

/** Reads from the folder that serves the page. A page that was opened as a file has to ask for the folder. */
const fetchFile: ReadBundleFile = async (name) => {
  const response = await fetch(name);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
};

async function start(): Promise<void> {
  const store = await openDecisionStore();
  await showKept(store);
  reactTo(findElement('export'), 'click', () => exportKept(store));
  reactTo(findElement('remove'), 'click', async () => {
    await store.removeExported();
    await showKept(store);
  });
  if (location.protocol.startsWith('http')) return open(fetchFile, store);
  showElement('open', true);
  const folder = findElement<HTMLInputElement>('folder');
  reactTo(folder, 'change', () => {
    const files = new Map([...(folder.files ?? [])].map((file) => [file.name, file]));
    return open(async (name) => {
      const file = files.get(name);
      return file && new Uint8Array(await file.arrayBuffer());
    }, store);
  });
}

/** Nothing of an earlier bundle stays open when the new one is refused. */
async function open(read: ReadBundleFile, store: DecisionStore): Promise<void> {
  for (const id of ['device', 'applicant', 'result']) showElement(id, false);
  findElement('bundle').textContent = 'No bundle is open.';
  const scorer = await openBundle({ read, createSession: createWebSessionFactory, publicKey: PUBLIC_KEY });
  const { model, policy, expires_at } = scorer.document;
  findElement('bundle').textContent =
    `Model ${model.version}, policy ${policy.version}, valid until ${expires_at.slice(0, 10)}`;
  const features = BundleFeatures.parse(JSON.parse(readText(scorer, 'features.json')));
  bindDevice(scorer);
  bindForm(scorer, buildForm(features, scorer.model.seen), store);
  showElement('open', false);
  for (const id of ['device', 'applicant']) showElement(id, true);
}

function bindDevice(scorer: OfflineScorer): void {
  reactTo(replaceElement('check-device'), 'click', async () => {
    const check = await checkDevice(scorer);
    if (check && !check.passed) throw new Error(`this device differs by ${check.difference.toExponential(1)} in a PD`);
    findElement('check').textContent = check
      ? `${check.rows} made-up rows: PDs at most ${check.difference.toExponential(1)} from those of the training`
      : 'The bundle has no rows to compare.';
  });
}

function bindForm(scorer: OfflineScorer, form: ApplicantForm, store: DecisionStore): void {
  reactTo(findElement('form'), 'submit', async () => {
    form.mark([]);
    showElement('result', false);
    try {
      const started = performance.now();
      const decision = await scorer.score(form.read());
      performance.measure('edge-score', { start: started }); // npm run bench:edge reads it
      const { document, signature } = scorer.bundle;
      // Kept before it is shown: a decision that nobody can look up later must not be told to anybody.
      await store.add({ decision, bundle: { document, signature } });
      showDecision(decision);
    } catch (error) {
      if (error instanceof FeaturesRefused) form.mark(error.faults);
      throw error;
    }
    await showKept(store);
  });
  reactTo(replaceElement('clear'), 'click', async () => {
    form.fill({});
    form.mark([]);
  });
  reactTo(replaceElement('fill'), 'click', async () => {
    form.fill(parseFeatures(findElement<HTMLTextAreaElement>('json').value));
  });
}

function parseFeatures(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('this is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('this is no JSON object with features by name');
  }
  return value as Record<string, unknown>;
}

function showDecision(decision: EdgeDecision): void {
  const figures: Record<string, string> = {
    Decision: `${DECISION_WORDS[decision.decision]} (by ${decision.decided_by})`,
    'Probability of default': `${(decision.pd * 100).toFixed(1)} %`,
    Score: `${decision.score}, band ${decision.band}`,
    'Expected loss': decision.expected_loss.toLocaleString('en', { minimumFractionDigits: 2 }),
    ...(decision.rate !== null && { 'Annual rate': `${(decision.rate * 100).toFixed(2)} %` }),
    Decided: decision.decided_at,
    'Decision id': decision.decision_id,
  };
  findElement('figures').replaceChildren(
    ...Object.entries(figures).flatMap(([name, value]) => [
      createElement('dt', {}, name),
      createElement('dd', {}, value),
    ]),
  );
  const reasons = decision.reasons.map(({ text, label, value }) =>
    createElement('li', {}, `${text} (${label}: ${value ?? 'unknown'})`),
  );
  const none = createElement('li', {}, 'No feature raised the probability of default.');
  findElement('reasons').replaceChildren(...(reasons.length > 0 ? reasons : [none]));
  showElement('result', true);
  findElement('result').focus();
}

async function showKept(store: DecisionStore): Promise<void> {
  const kept = await store.list();
  const exported = kept.filter(({ is_exported }) => is_exported).length;
  findElement('kept-count').textContent = `${kept.length} decisions, ${exported} of them exported`;
  showElement('kept', kept.length > 0);
}

/** Saves one file for each upload. */
async function exportKept(store: DecisionStore): Promise<void> {
  const waiting = (await store.list()).filter(({ is_exported }) => !is_exported);
  if (waiting.length === 0) throw new Error('every kept decision was exported already');
  for (const upload of buildUploads(waiting)) {
    const address = URL.createObjectURL(new Blob([JSON.stringify(upload)], { type: 'application/json' }));
    const first = upload.decisions[0]?.decision_id ?? '';
    createElement('a', { href: address, download: `edge-decisions-${first}.json` }).click();
    URL.revokeObjectURL(address);
  }
  await store.markExported(waiting.map(({ decision_id }) => decision_id));
  await showKept(store);
}

/** Replaces an element by its copy, so that it no longer reacts for a bundle that was opened before. */
function replaceElement(id: string): HTMLElement {
  const element = findElement(id);
  const copy = element.cloneNode(true) as HTMLElement;
  element.replaceWith(copy);
  return copy;
}

const readText = ({ files }: OfflineScorer, name: string) => new TextDecoder().decode(files.get(name));

start().catch((error: unknown) => showProblem(error instanceof Error ? error.message : String(error)));
