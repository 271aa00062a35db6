import { RawResource } from '../../src/template/template';

/** What of the template a resource refers to, itself and what AWS gives apart. */
export function referencesOf(logicalId: string, { Properties, Condition }: RawResource & { readonly Condition?: unknown }): string[] {
  const found = new Set<string>(typeof Condition === 'string' ? [Condition] : []);
  visit(Properties, found);
  return [...found].filter(name => name !== logicalId && !name.startsWith('AWS::')).sort();
}

function visit(value: any, found: Set<string>): void {
  if (Array.isArray(value)) { value.forEach(item => visit(item, found)); }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return; }
  for (const [name, inner] of Object.entries<any>(value)) {
    namesIn(name, inner).forEach(one => found.add(one));
    visit(inner, found);
  }
}

function namesIn(name: string, argument: any): string[] {
  const first = Array.isArray(argument) ? argument[0] : argument;
  switch (name) {
    case 'Ref': case 'Fn::If': case 'Fn::FindInMap': return typeof first === 'string' ? [first] : [];
    case 'Fn::GetAtt': return typeof first === 'string' ? [first.split('.')[0]] : [];
    case 'Fn::Sub': {
      const own = Array.isArray(argument) ? Object.keys(argument[1] ?? {}) : [];
      return [...String(first).matchAll(/\$\{([A-Za-z0-9:]+)[^}]*\}/g)].map(match => match[1]).filter(variable => !own.includes(variable));
    }
    default: return [];
  }
}
