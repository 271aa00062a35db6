import { CfnElement, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { placeOf } from './place';
import { Sections, sectionsOf, Template } from './template';
import { logicalIdOf } from '../private/cdk-internals';

/** The templates of an app that has constructs, and the way back from a logical id to its construct. */
export interface LoadedApp {
  readonly templates: readonly Template[];
  readonly stacks: readonly Stack[];
  constructOf(stack: number, logicalId: string): CfnElement | undefined;
}

/** No character beyond Latin-1, and none that JSON escapes. */
const isLatin1 = (text: string): boolean => !/[^\u0000-\u00FF]/.test(text) && !text.includes('\\u');

const settled = (value: string): string | undefined => Token.isUnresolved(value) ? undefined : value;

/** An app by the templates of its stacks, each as a text or parsed. */
export function loadedApp(root: IConstruct, stacks: readonly Stack[], templateOf: (stack: Stack) => string | Sections): LoadedApp {
  const index = new Map(stacks.map((stack, i) => [stack, i]));
  const templates = stacks.map((stack, i): Template => {
    const given = templateOf(stack);
    const { nestedStackParent: parent, nestedStackResource: nested } = stack;
    return {
      index: i,
      place: placeOf(settled(stack.account), settled(stack.region)),
      name: settled(stack.stackName),
      title: titleOf(stack),
      path: stack.node.path,
      ...sectionsOf(typeof given === 'string' ? JSON.parse(given) : given),
      latin1: typeof given === 'string' ? isLatin1(given) : undefined,
      parent: parent ? { stack: index.get(parent)!, logicalId: logicalIdOf(nested as CfnElement) } : undefined,
    };
  });
  const constructs = new Map<number, Map<string, CfnElement>>();
  return {
    templates,
    stacks,
    // Only findings ask for constructs, so that an app without any pays nothing for them.
    constructOf: (stack, logicalId) => {
      const constructPath = templates[stack].resources[logicalId]?.Metadata?.['aws:cdk:path'];
      const marked = constructPath === undefined ? undefined : constructAt(root, constructPath);
      if (marked && CfnElement.isCfnElement(marked)) { return marked; }
      let known = constructs.get(stack);
      if (!known) {
        known = new Map(stacks[stack].node.findAll()
          .filter((node): node is CfnElement => CfnElement.isCfnElement(node) && Stack.of(node) === stacks[stack])
          .map(element => [logicalIdOf(element), element]));
        constructs.set(stack, known);
      }
      return known.get(logicalId);
    },
  };
}

function titleOf(stack: Stack): string {
  const { nestedStackParent: parent } = stack;
  return parent ? `${titleOf(parent)}/${stack.node.path.slice(parent.node.path.length + 1)}` : settled(stack.stackName) ?? stack.node.path;
}

export function constructAt(root: IConstruct, constructPath: string): IConstruct | undefined {
  let construct: IConstruct | undefined = root;
  for (const id of constructPath.split('/')) { construct = construct?.node.tryFindChild(id); }
  return construct;
}
