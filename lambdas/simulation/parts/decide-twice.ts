/** Decides an application as the active policies do and as the candidate does. Pure functions, no I/O. */
import { type Assessment, assessApplication, MissingPolicyFeature } from '../../shared/decision/decide.ts';
import type { ScoreScale } from '../../shared/model/score-scale.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { selectScoreScale } from '../../shared/policy/score-scale.ts';
import { choosePolicy, openServing, type Serving } from '../../shared/serving/serving.ts';
import { openPolicy, type StoredPolicy } from '../../shared/serving/stored-policy.ts';
import type { SimulationPlan } from '../contract/simulation-plan.ts';
import type { CutOffPair } from '../statistics/curve.ts';
import type { SimulatedDecision } from '../statistics/tally.ts';
import type { ExportedDecision } from './exported-rows.ts';

/** Both decisions on an application. */
export interface DecidedTwice {
  baseline: SimulatedDecision;
  candidate: SimulatedDecision;
  /** Which of the plan's pairs of cut-offs the candidate's decision used, and the decision without it. */
  cut_off: number;
  without_cut_offs: Assessment['without_cut_offs'];
}

/** The policies of a plan, ready to decide. */
export class PlannedPolicies {
  /** The cut-offs of every policy of the candidate's side, in the order of the curves. */
  readonly cutOffs: readonly CutOffPair[];
  readonly #serving: Serving;
  readonly #candidate: StoredPolicy | null;
  readonly #scales: SimulationPlan['score_scales'];
  /** Version of the model that scores again. */
  readonly #model: string | null;
  readonly #offsets = new Map<Policy, number>();

  /** @throws {PolicyCorrupt} when a document does not have its hash */
  constructor({ state, documents, candidate, model, score_scales }: SimulationPlan) {
    this.#scales = score_scales;
    this.#model = model?.version ?? null;
    this.#serving = openServing(
      state,
      documents.map((planned) => openPolicy(planned, planned.document)),
    );
    this.#candidate = candidate && openPolicy(candidate, candidate.document);
    const cutOffs: CutOffPair[] = [];
    const policies = this.#candidate ? [this.#candidate] : this.#listAssigned();
    for (const { version, policy } of policies) {
      this.#offsets.set(policy, cutOffs.length);
      for (const [position, { when = null, ...pair }] of policy.cut_offs.entries()) {
        cutOffs.push({ policy_version: version, position, when, ...pair });
      }
    }
    this.cutOffs = cutOffs;
  }

  /** @returns undefined where one of the two cannot decide, because the exposure is unknown */
  decide({ pd, features, model_version }: ExportedDecision, candidatePd: number): DecidedTwice | undefined {
    const active = choosePolicy(this.#serving, features, null);
    const candidate = this.#candidate ?? active;
    try {
      const baseline = assessApplication(active.policy, pd, features, this.#findScale(active, model_version));
      const isSame = candidate === active && this.#model === null;
      const scale = this.#findScale(candidate, this.#model ?? model_version);
      const result = isSame ? baseline : assessApplication(candidate.policy, candidatePd, features, scale);
      return {
        baseline: { ...baseline, policy_version: active.version },
        candidate: { ...result, policy_version: candidate.version },
        cut_off: (this.#offsets.get(candidate.policy) ?? 0) + result.cut_off,
        without_cut_offs: result.without_cut_offs,
      };
    } catch (error) {
      if (error instanceof MissingPolicyFeature) return undefined;
      throw error;
    }
  }

  #findScale({ policy }: StoredPolicy, version: string): ScoreScale {
    return selectScoreScale(policy, { version, score_scale: this.#scales[version] });
  }

  #listAssigned(): StoredPolicy[] {
    const { default_version, segments } = this.#serving.state;
    const versions = new Set([default_version, ...segments.map(({ version }) => version)]);
    return [...versions].flatMap((version) => this.#serving.policies.get(version) ?? []);
  }
}
