/** `npm run onboard`: turns a lender's raw files into deliveries by a mapping, and installs a mapping for the inbox. */
import { environmentOptions } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { installMapping } from '../onboarding/install-mapping.ts';
import { onboardRawFiles } from '../onboarding/onboard-files.ts';
import { onboardingOptions } from '../onboarding/onboarding-options.ts';
import { printNextSteps } from '../onboarding/print-import.ts';
import { translateRefusal } from '../onboarding/raw-file-errors.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

export const onboardCommand = defineCommand({
  name: 'onboard',
  summary: "turns a lender's raw files into deliveries, and installs a mapping for the inbox",
  description:
    'Reads raw files (CSV, TSV and the like, .gz, .zip, .xlsx, Parquet, JSON lines), proposes what every column is, asks what cannot be known, and writes into the out folder a mapping that a person can edit, the deliveries, and a report of the import. Answers are kept there: an interrupted run goes on where it was. Uses no cloud, but for --install, which stores the mapping where the inbox of an environment finds it. docs/onboarding.md explains mapping and inbox.',
  positionals: { '[files...]': 'raw files; several are joined by key' },
  positionalPath: 'file to read',
  options: {
    ...onboardingOptions,
    install: { description: 'store the mapping in the environment, for files below inbox/NAME/ of its landing bucket' },
    ...environmentOptions,
  },
  examples: {
    'npm run onboard -- loans.csv': 'asks what it cannot know, then writes .onboarding/loans',
    "npm run onboard -- loans.csv --yes --target 'status in (Charged Off, Default)' --currency USD": 'asks nothing',
    'npm run onboard -- --mapping .onboarding/loans/mapping.yaml --install --env prod':
      'from now on files below inbox/loans/ become deliveries',
  },
  async run({ install: installs, env, context, state, ...values }, files) {
    if (files.length === 0 && !(installs && values.mapping)) {
      throw new InvalidOptions('name a raw file; or --mapping FILE --install to store a mapping alone');
    }
    const result = files.length > 0 ? await onboardRawFiles(files, values) : undefined;
    const mappingPath = result?.mappingPath ?? values.mapping;
    if (!installs || mappingPath === undefined) {
      if (result) printNextSteps(result);
      return;
    }
    const install = (operator: OperatorEnvironment) => translateRefusal(() => installMapping(mappingPath, operator));
    await withEnvironment({ env, context, state }, install, 'create');
  },
});

if (import.meta.main) await runCommand(onboardCommand);
