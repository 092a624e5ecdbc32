import { field, fields, items, text } from './field.ts';

/** A value of a template as a person reads it: `{"Ref": "Key"}` becomes `${Key}`, joined texts are joined. */
export function readable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return text(value);
  if (Array.isArray(value)) return value.map(readable).join(', ');
  const [[name, argument] = ['', undefined]] = Object.entries(fields(value));
  switch (name) {
    case 'Ref':
      return text(argument) === 'AWS::Partition' ? 'aws' : `\${${text(argument)}}`;
    case 'Fn::GetAtt':
      return `\${${items(argument)
        .map((part) => text(part))
        .join('.')}}`;
    case 'Fn::ImportValue':
      return `\${${readable(argument).replace(/^.*:ExportsOutput(Ref|FnGetAtt)/, '')}}`;
    case 'Fn::Join': {
      const [separator, parts] = items(argument);
      return items(parts).map(readable).join(text(separator));
    }
    case 'Fn::Sub': {
      const [template, variables] = items(argument);
      return text(template).replace(/\$\{(\w+)\}/g, (whole, key: string) => {
        const replaced = field(variables, key);
        return replaced === undefined ? whole : readable(replaced);
      });
    }
    case 'Fn::Select': {
      const [index, list] = items(argument);
      return `${readable(list)}[${text(index)}]`;
    }
    case 'Fn::Split':
      return readable(items(argument)[1]);
    default:
      return JSON.stringify(value);
  }
}

/** Text of a template with every mention of a logical id blanked. */
export function withoutIds(json: string): string {
  return json.replaceAll(/"(Ref)":"\w+"/g, '"$1":""').replaceAll(/"(Fn::GetAtt)":\["\w+"/g, '"$1":[""');
}
