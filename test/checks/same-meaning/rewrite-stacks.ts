import { referredTo, withReferences } from './references';
import { Rewrite } from './rewrite';
import { newName } from './rewrite-texts';
import { World, WrittenStack } from './world';

/*
 * Resources in stacks of their own, which refer to others by exports or by parameters.
 */

/** The resources of the first stack to which no other refers, and which hang on nothing of their template but other resources. */
function movable({ template: { Resources, Outputs } }: WrittenStack): string[] {
  const referred = new Set([...Object.values(Resources), ...Object.values(Outputs ?? {})].flatMap(one => [...referredTo(one)]));
  const isFree = (id: string): boolean => {
    const text = JSON.stringify(Resources[id]);
    return !referred.has(id) && !/"Fn::If"|"Fn::FindInMap"|"Condition":"|"DependsOn"|AWS::StackName|AWS::Serverless/.test(text)
      && [...referredTo(Resources[id])].every(other => Resources[other] !== undefined || other.startsWith('AWS::'));
  };
  return Object.keys(Resources).filter(isFree);
}

/** A rewrite that moves resources out of the first stack. */
const moving = (name: string, link: (world: World, from: WrittenStack, moved: { [id: string]: any }) => void): Rewrite => ({
  name,
  apply: (world, { picks }) => {
    const [from] = world.stacks;
    const ids = from.template.Outputs === undefined ? movable(from).filter(picks) : [];
    // A stack has a resource.
    if (ids.length === 0 || ids.length === Object.keys(from.template.Resources).length) { return false; }
    const moved = Object.fromEntries(ids.map(id => [id, from.template.Resources[id]]));
    for (const id of ids) { delete from.template.Resources[id]; }
    link(world, from, moved);
    return true;
  },
});

const stackOf = ({ account, region }: WrittenStack, name: string, template: WrittenStack['template'], more: Partial<WrittenStack> = {}): WrittenStack => ({ name, account, region, given: {}, template, ...more });
const asWritten = (id: string, attribute: string | undefined) => attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };

export const STACK_REWRITES: readonly Rewrite[] = [
  moving('resources in another stack, by imports', (world, from, moved) => {
    const { template } = from;
    const Resources = withReferences(moved, (id, attribute) => {
      if (id.startsWith('AWS::') || moved[id]) { return undefined; }
      const name = `${from.name}-${id}-${attribute ?? 'Ref'}`;
      (template.Outputs ??= {})[`Out${id}${attribute ?? 'Ref'}`] = { Value: asWritten(id, attribute), Export: { Name: name } };
      return { 'Fn::ImportValue': name };
    });
    world.stacks.push(stackOf(from, `${from.name}-more`, { Resources }));
  }),
  moving('resources in another stack before, by imports', (world, from, moved) => {
    const Resources = withReferences(moved, (id, attribute) => {
      if (id.startsWith('AWS::') || moved[id]) { return undefined; }
      (from.template.Outputs ??= {})[`Out${id}${attribute ?? 'Ref'}`] = { Value: asWritten(id, attribute), Export: { Name: { 'Fn::Sub': `\${AWS::StackName}-${id}-${attribute ?? 'Ref'}` } } };
      return { 'Fn::ImportValue': { 'Fn::Join': ['-', [from.name, id, attribute ?? 'Ref']] } };
    });
    world.stacks.unshift(stackOf(from, `${from.name}-more`, { Resources }));
  }),
  moving('resources in a nested stack, by parameters', (world, from, moved) => {
    const Parameters: { [name: string]: unknown } = {};
    const declared: { [name: string]: object } = {};
    const Resources = withReferences(moved, (id, attribute) => {
      if (id.startsWith('AWS::') || moved[id]) { return undefined; }
      const name = `${id}${(attribute ?? 'Ref').replace(/\W/g, '')}`;
      [Parameters[name], declared[name]] = [asWritten(id, attribute), { Type: 'String' }];
      return { Ref: name };
    });
    const nestedBy = newName('Nested');
    from.template.Resources[nestedBy] = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t.json', Parameters } };
    world.stacks.push(stackOf(from, `${from.name}-nested`, { Resources, Parameters: declared }, { nestedBy }));
  }),
];
