import { type Environment, environments } from '../environment.ts';

/** The two halves of changing a credential while it is in use. */
export interface Rotation {
  /** Makes the next one; the earlier one is still taken. */
  rotate(environment: Environment): void;
  /** Takes the earlier one away, once nobody uses it. */
  retire(environment: Environment): void;
}

/** Runs a script that is called `<script> <environment> rotate|retire`; says in a line what is wrong, and exits by 1. */
export function runRotation(script: string, rotation: Rotation): void {
  const [name, action] = process.argv.slice(2);
  try {
    const environment = Object.values(environments).find((each) => each.name === name);
    if (!environment || (action !== 'rotate' && action !== 'retire')) {
      const known = Object.keys(environments).join(', ');
      throw new Error(`usage: ${script} <environment> rotate|retire; environments are ${known}`);
    }
    rotation[action](environment);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
