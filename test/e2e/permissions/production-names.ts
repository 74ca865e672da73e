/** Translates ARNs of the local cloud into production's. Both have the same logical ids in the same stacks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACCOUNT,
  type ProductionResource,
  type ProductionResources,
  REGION,
  SECRET_SUFFIX,
} from './production-resources.ts';

const LOCAL_ACCOUNT = '000000000000';
/** Shorter ids could be parts of other texts. */
const MIN_ID_CHARACTERS = 8;

/** What the local cloud saved of a stack. */
interface SavedStack {
  StackName: string;
  _resources: Record<string, { PhysicalResourceId: string; ResourceType: string }>;
}

/** A caller of the record has no role in production's templates. */
export class CallerWithoutRole extends Error {
  override name = 'CallerWithoutRole';
}

export class ProductionNames {
  readonly #resources: ProductionResources;
  /** Local id → production's, the longest first. */
  readonly #ids: [string, string][];

  /** @param stateDirectory folder of a local cloud with deployed stacks */
  constructor(resources: ProductionResources, stateDirectory: string) {
    this.#resources = resources;
    const saved = readFileSync(join(stateDirectory, 'ministack/state/cloudformation.json'), 'utf8');
    const stacks: SavedStack[] = Object.values(JSON.parse(saved).payload.stacks.data);
    const pairs = stacks.flatMap(({ StackName, _resources }) =>
      Object.entries(_resources).map(([id, { PhysicalResourceId }]): [string, string | undefined] => [
        PhysicalResourceId ?? '',
        this.#find(StackName.replace('Risk-Local-', 'Risk-Prod-'), id)?.physicalId,
      ]),
    );
    this.#ids = pairs
      .filter((pair): pair is [string, string] => pair[1] !== undefined && pair[0].length >= MIN_ID_CHARACTERS)
      .filter((pair) => !pair.some((id) => id.startsWith('/') || id.startsWith('arn:')))
      .toSorted(([a], [b]) => b.length - a.length);
  }

  /** Translates an ARN or a name. */
  translate(local: string): string {
    let text = local;
    for (const [from, to] of this.#ids) text = text.replaceAll(from, to);
    return text
      .replaceAll('risk-local', 'risk-prod')
      .replaceAll('Risk-Local', 'Risk-Prod')
      .replaceAll(/\brisk\/local\//g, 'risk/prod/')
      .replaceAll(`:${LOCAL_ACCOUNT}:`, `:${ACCOUNT}:`)
      .replaceAll(':us-east-1:', `:${REGION}:`)
      .replace(/(:secret:.+-)\w{6}$/, `$1${SECRET_SUFFIX}`)
      .replace('/applications/00local', `/applications/${this.#findOne('EMRServerless::Application').physicalId}`);
  }

  /**
   * Finds the ARN of a caller's role.
   * @throws {CallerWithoutRole} when production has no such function, job or database role
   */
  findRole(caller: string): string {
    const [kind, localName = ''] = caller.split('/');
    const name = this.translate(localName);
    if (kind === 'role') return `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const role =
      kind === 'aurora'
        ? this.#findDatabaseRole(name === 'import' ? 's3Import' : 's3Export')
        : this.#resources.ofType('Lambda::Function').find(({ physicalId }) => physicalId === name)?.properties.Role;
    if (role) return role;
    throw new CallerWithoutRole(`production has no role for ${caller} (${name})`);
  }

  #findDatabaseRole(feature: string): string | undefined {
    const { properties } = this.#findOne('RDS::DBCluster');
    return properties.AssociatedRoles.find((role: { FeatureName: string }) => role.FeatureName === feature)?.RoleArn;
  }

  #find(stack: string, id: string): ProductionResource | undefined {
    return this.#resources.all.find((resource) => resource.stack === stack && resource.id === id);
  }

  #findOne(type: string): ProductionResource {
    const [found] = this.#resources.ofType(type);
    if (!found) throw new Error(`production has no ${type}`);
    return found;
  }
}
