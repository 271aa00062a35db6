import * as cdk from 'aws-cdk-lib';
import { adoptKey } from '../../command/adopt/adopt-key';
import { AdoptedKey } from '../../command/adopt/adopted-key';
import { remarksOn } from '../../command/adopt/remarks';
import { writeKey } from '../../command/adopt/write-key';
import * as library from '../../src';
import { App } from '../../src/app/app';
import { fromObject } from '../../src/template/load-object';
import { corpusApp } from '../checks/corpus';

/** Every key of the corpus of the checks as `keysmith adopt` writes it. */
export interface AdoptedCase {
  readonly name: string;
  readonly logicalId: string;
  /** The template that has the key. */
  readonly template: ReturnType<typeof fromObject>;
  readonly account: string;
  readonly region: string;
  readonly adopted: AdoptedKey;
  readonly typescript: string;
  readonly python: string;
}

export function adoptedCorpus(): AdoptedCase[] {
  return corpusApp().node.children.filter(cdk.Stack.isStack).flatMap(stack => {
    const { account, region, stackName } = stack;
    const content = JSON.parse(JSON.stringify(stack.resolve((stack as any)._toCloudFormation())));
    const templates = [fromObject(content, { stackName, account, region })];
    const app = new App(templates);
    return app.keys.map(key => {
      const adopted = adoptKey(app, key, { keysmith: library, cdk }, remarksOn(templates, key));
      const name = `${stackName}-${key.resource.logicalId}`;
      return { name, logicalId: key.resource.logicalId, template: templates[0], account, region, adopted, typescript: writeKey(adopted, name, 'typescript'), python: writeKey(adopted, name, 'python') };
    });
  });
}
