import type { JSX } from 'preact';

/** A player's picture; without one, the first letter of the name on a patch of land. The name stands beside it. */
export function Portrait({ name }: { name: string }): JSX.Element {
  const [initial = ''] = name;
  return (
    <span class="portrait" aria-hidden="true">
      {initial.toUpperCase()}
    </span>
  );
}
