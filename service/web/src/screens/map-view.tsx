import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Minimap } from '../board/minimap.ts';
import type { Stage } from '../board/stage.ts';
import { useVoice } from './language-context.ts';

/** What the small map shows. */
export interface MapViewProps {
  readonly stage: Stage;
  readonly followed: number | null;
  /** Drawn anew whenever this changes. */
  readonly turn: number;
}

/** The whole board, small. */
export function MapView({ stage, followed, turn }: MapViewProps): JSX.Element {
  const { t } = useVoice();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<Minimap | null>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    map.current ??= new Minimap(canvas.current);
    map.current.draw(stage, followed);
  }, [stage, followed, turn]);
  return <canvas ref={canvas} class="minimap float" role="img" aria-label={t('map')} />;
}
