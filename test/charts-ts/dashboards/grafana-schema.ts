import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('@grafana/schema/package.json'));

/** Files of Grafana's schema below its types, by what they describe. */
const FILES = {
  dashboard: 'raw/dashboard/x/dashboard_types.gen.d.ts',
  timeseries: 'raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.d.ts',
  stat: 'raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.d.ts',
  logs: 'raw/composable/logs/panelcfg/x/LogsPanelCfg_types.gen.d.ts',
  loki: 'raw/composable/loki/dataquery/x/LokiDataQuery_types.gen.d.ts',
} as const;

type SchemaFile = keyof typeof FILES;

/** Grafana's own schema of what it reads, which it publishes as types; holds plain values against them. */
export class GrafanaSchema {
  /** Its version, which is Grafana's. */
  readonly version = createRequire(import.meta.url)('@grafana/schema/package.json').version as string;
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  constructor() {
    const files = Object.values(FILES).map(pathOf);
    this.#program = ts.createProgram(files, {
      strict: true,
      noLib: false,
      lib: ['lib.es2020.d.ts'],
      types: [],
    });
    this.#checker = this.#program.getTypeChecker();
  }

  /** What of a value is not as an exported type of a file says, each with its path. */
  errors(file: SchemaFile, type: string, value: unknown): readonly string[] {
    const source = this.#program.getSourceFile(pathOf(FILES[file]))!;
    const symbols = this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(source)!);
    const symbol = symbols.find(
      ({ name, flags }) => name === type && flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Alias),
    );
    if (symbol === undefined) throw new Error(`${FILES[file]} exports no type ${type}`);
    return this.#compare(value, this.#checker.getDeclaredTypeOfSymbol(symbol), type);
  }

  #compare(value: unknown, type: ts.Type, path: string): readonly string[] {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
    if (type.isUnion()) {
      // Of several that a value may be, the one that it is most like; what is undefined does not stand in JSON.
      const possible = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
      const tried = possible.map((member) => this.#compare(value, member, path));
      return tried.sort((a, b) => a.length - b.length)[0]!;
    }
    const wrong = [`${path}: found ${JSON.stringify(value)}, expected ${this.#checker.typeToString(type)}`];
    if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value ? [] : wrong;
    if (type.flags & ts.TypeFlags.BooleanLiteral)
      return String(value) === this.#checker.typeToString(type) ? [] : wrong;
    if (type.flags & ts.TypeFlags.Null) return value === null ? [] : wrong;
    if (type.flags & ts.TypeFlags.String) return typeof value === 'string' ? [] : wrong;
    if (type.flags & ts.TypeFlags.Number) return typeof value === 'number' ? [] : wrong;
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return wrong;
    if (this.#checker.isArrayType(type)) {
      if (!Array.isArray(value)) return wrong;
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return value.flatMap((inner, index) => this.#compare(inner, item!, `${path}[${index}]`));
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong;
    return this.#compareFields(value as Readonly<Record<string, unknown>>, type, path);
  }

  #compareFields(value: Readonly<Record<string, unknown>>, type: ts.Type, path: string): readonly string[] {
    const fields = new Map(this.#checker.getPropertiesOfType(type).map((field) => [field.name, field]));
    const others = this.#checker.getIndexInfosOfType(type)[0]?.type;
    const missing = [...fields.values()]
      .filter(({ name, flags }) => !(flags & ts.SymbolFlags.Optional) && value[name] === undefined)
      .map(({ name }) => `${path}.${name}: missing`);
    return [
      ...missing,
      ...Object.entries(value).flatMap(([name, inner]) => {
        const field = fields.get(name);
        const known = field ? this.#checker.getTypeOfSymbol(field) : others;
        return known ? this.#compare(inner, known, `${path}.${name}`) : [`${path}.${name}: unknown`];
      }),
    ];
  }
}

function pathOf(file: string): string {
  return join(PACKAGE, 'dist', 'types', file);
}
