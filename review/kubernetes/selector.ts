import { type Fields, fields, items, text } from '../field.ts';

/** Whether a label selector matches; an empty one matches all. */
export function selects(selector: unknown, labels: Fields): boolean {
  return (
    Object.entries(fields(selector, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
    items(selector, 'matchExpressions').every((expression) => {
      const value = labels[text(expression, 'key')];
      const values = items(expression, 'values');
      switch (text(expression, 'operator')) {
        case 'In':
          return values.includes(value);
        case 'NotIn':
          return !values.includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}
