/** The end of a page: what a person can do next, as a sentence, links and commands for a terminal. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { addEnvironment } from '../format/commands.ts';
import { useConfiguration } from '../queries/use-configuration.ts';
import { sharedTexts } from '../texts/shared.ts';
import { Card } from './card.tsx';

interface NextStepsProps {
  links?: readonly (readonly [path: string, name: string])[];
  /** What a command does, and `npm run …` without `--env`: it is added for an environment on AWS. */
  commands?: readonly (readonly [what: string, command: string])[];
  children?: ReactNode;
}

export function NextSteps({ links = [], commands = [], children }: NextStepsProps) {
  return (
    <Card title={sharedTexts.nextSteps}>
      {children && <p>{children}</p>}
      {links.length + commands.length > 0 && (
        <ul className="steps">
          {links.map(([path, name]) => (
            <li key={path}>
              <Link href={path}>{name}</Link>
            </li>
          ))}
          {commands.map(([what, command]) => (
            <li key={command}>
              {what} <Command command={command} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Command({ command }: { command: string }) {
  return <code>{addEnvironment(command, useConfiguration()?.environment)}</code>;
}
