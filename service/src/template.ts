/** A text with gaps, `{word}`, filled in; one for which there is no word stays. */
export function fillIn(template: string, words: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (gap, word: string) => String(words[word] ?? gap));
}
