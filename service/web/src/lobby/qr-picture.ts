import qrcode from 'qrcode-generator';

/** Free modules around a code that scanners need. */
const QUIET = 3;

/** A QR code as one SVG path on a square of `size`. */
export function qrPicture(text: string): { size: number; path: string } {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const modules = code.getModuleCount();
  const strokes: string[] = [];
  for (let row = 0; row < modules; row += 1)
    for (let column = 0; column < modules; column += 1)
      if (code.isDark(row, column)) strokes.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
  return { size: modules + 2 * QUIET, path: strokes.join('') };
}
