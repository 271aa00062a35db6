import { readFileSync } from 'fs';
import { join } from 'path';
import { App, NestedStack } from 'aws-cdk-lib';

/* Cycles that CloudFormation or `cdk deploy` would refuse, looked for in what was synthesized. */

type Graph = Map<string, Set<string>>;

/** The first cycle between stacks, or between the resources of a template, nested ones included. */
export function cycleIn(app: App): string[] | undefined {
  const { artifacts, directory } = app.synth();
  const stacks: Graph = new Map(artifacts.map(artifact => [artifact.id, new Set(artifact.dependencies.map(dependency => dependency.id))]));
  const templates = artifacts.flatMap(artifact => (artifact as { template?: any }).template ?? []);
  const inside = [...templates, ...nestedTemplates(directory, app)].map(template => cycle(resources(template)));
  return cycle(stacks) ?? inside.find(found => found !== undefined);
}

function nestedTemplates(directory: string, app: App): any[] {
  return app.node.findAll()
    .filter(construct => construct instanceof NestedStack)
    .map(nested => nested.templateFile)
    .map(file => JSON.parse(readFileSync(join(directory, file), 'utf8')));
}

function resources(template: any): Graph {
  const all = template.Resources ?? {};
  return new Map(Object.entries(all).map(([id, resource]) => [id, new Set(mentioned(resource).filter(other => other in all))]));
}

function mentioned(value: any): string[] {
  if (Array.isArray(value)) { return value.flatMap(mentioned); }
  if (value === null || typeof value !== 'object') { return []; }
  return Object.entries<any>(value).flatMap(([name, inner]) => {
    switch (name) {
      case 'Ref': return [inner];
      case 'Fn::GetAtt': return [[].concat(inner)[0]];
      case 'DependsOn': return ([] as string[]).concat(inner);
      case 'Fn::Sub': return [...JSON.stringify(inner).matchAll(/\$\{(\w+)/g)].map(([, id]) => id).concat(mentioned(inner));
      default: return mentioned(inner);
    }
  });
}

function cycle(graph: Graph): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string[] | undefined => {
    if (path.includes(node)) { return [...path.slice(path.indexOf(node)), node]; }
    if (done.has(node)) { return undefined; }
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...path, node]);
      if (found) { return found; }
    }
    done.add(node);
    return undefined;
  };
  return [...graph.keys()].map(node => visit(node, [])).find(found => found !== undefined);
}
