import * as fs from 'fs';
import * as path from 'path';
import { IPolicyValidationContext, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { constructAt, LoadedApp, loadedApp } from './loaded-app';

/**
 * Reads the synthesized templates of a whole app: what is deployed, overrides included, and the cheapest way there is, as all
 * tokens are resolved already.
 */
export function fromValidation(root: IConstruct, context: IPolicyValidationContext): LoadedApp {
  const texts = new Map<Stack, string>();
  for (const { stackConstructPath, templatePath } of context.stackTemplates) {
    const stack = constructAt(root, stackConstructPath);
    if (!Stack.isStack(stack)) { continue; }
    const text = fs.readFileSync(templatePath, 'utf8');
    texts.set(stack, text);
    if (!text.includes('"AWS::CloudFormation::Stack"')) { continue; }
    for (const nested of stack.node.findAll().filter(node => Stack.isStack(node) && node !== stack) as Stack[]) {
      const file = path.join(path.dirname(templatePath), nested.templateFile);
      if (fs.existsSync(file)) { texts.set(nested, fs.readFileSync(file, 'utf8')); }
    }
  }
  return loadedApp(root, [...texts.keys()], stack => texts.get(stack)!);
}
