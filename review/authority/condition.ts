import { fields, items, text } from '../field.ts';
import { withoutIds } from '../intrinsic.ts';

/** One test of a condition of IAM: what is asked, how, and what passes. */
interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Whether whatever meets one condition of IAM meets the other, too: it asks for all that the other does, and perhaps for more. */
export function isStricter(when: string, other: string): boolean {
  if (other === '' || when === other) return true;
  // Names of objects are no condition of IAM.
  if (!when.startsWith('{') || !other.startsWith('{')) return false;
  const own = testsOf(when);
  return testsOf(other).every((test) => own.some((each) => implies(each, test)));
}

/** The single tests of a condition, whatever the logical ids of what they mention. */
function testsOf(when: string): Test[] {
  return Object.entries(fields(JSON.parse(withoutIds(when)))).flatMap(([operator, keys]) =>
    Object.entries(fields(keys)).map(([key, value]) => {
      const values = items(value).map((each) =>
        typeof each === 'object' ? JSON.stringify(each) : text(each),
      );
      // A pattern without wildcards is the word itself.
      const isPlain = !values.some((each) => /[*?]/.test(each));
      return { operator: isPlain ? operator.replace('Like', 'Equals') : operator, key, values };
    }),
  );
}

function implies(own: Test, other: Test): boolean {
  if (own.key !== other.key) return false;
  if (own.operator !== other.operator && own.operator.replace('Equals', 'Like') !== other.operator)
    return false;
  const [fewer, more] = own.operator.includes('Not') ? [other, own] : [own, other];
  return fewer.values.every((value) => more.values.includes(value));
}
