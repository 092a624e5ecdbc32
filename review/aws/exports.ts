import type { Consequence } from '../consequence.ts';
import { type Fields, fields, text } from '../field.ts';
import type { Platform } from '../platform.ts';

/** Values that a stack stops giving out while another one, which is deployed after it, still takes them. */
export function withdrawnExports(base: Platform, head: Platform): Consequence[] {
  return [...head.stacks.values()].flatMap(({ name, template }) => {
    const kept = new Set(exportsOf(template));
    const gone = exportsOf(base.stacks.get(name)?.template ?? {}).filter((each) => !kept.has(each));
    return gone.flatMap((each): Consequence[] => {
      const users = [...base.stacks.values()].filter((stack) =>
        JSON.stringify(stack.template).includes(`"Fn::ImportValue":"${each}"`),
      );
      if (users.length === 0) return [];
      const because = `its export ${each} goes while ${users.map((stack) => stack.name).join(', ')} still uses it, and CloudFormation refuses that: keep it for one deploy (this.exportValue), remove it with the next`;
      return [{ fate: 'rejected', subject: `stack ${name}`, because }];
    });
  });
}

function exportsOf(template: Fields): string[] {
  return Object.values(fields(template, 'Outputs')).flatMap((output) => text(output, 'Export.Name') || []);
}
