import { Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aws_kms as kmsRefs } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { Subject, SubjectKey } from './event-patterns';
import { refuse } from '../private/errors';

/** A key as event patterns see it: events carry the key's ARN, never the ARN of an alias. */
export function subjectKey(property: string, key: kmsRefs.IKeyRef): SubjectKey {
  const { keyArn } = key.keyRef;
  if (!Token.isUnresolved(keyArn) && keyArn.includes(':alias/')) {
    refuse({
      property,
      value: keyArn,
      bound: 'takes keys, not aliases: metrics and events name the key that an alias stands for',
      remedy: 'pass the key itself, or import it by ARN',
    });
  }
  if (key instanceof kms.Alias) { return { arn: key.aliasTargetKey.keyArn, alias: key.aliasName }; }
  return { arn: keyArn, alias: aliasOf(key) };
}

/** The name of a key's alias where the app knows it. */
function aliasOf(key: IConstruct): string | undefined {
  const named = (key as { aliasName?: string }).aliasName;
  if (typeof named === 'string') { return named; }
  return key.node.children.find((child): child is kms.Alias => child instanceof kms.Alias)?.aliasName;
}

export function subjectOf(scope: IConstruct, keys?: readonly SubjectKey[]): Subject {
  const { partition, account } = Stack.of(scope);
  return { partition, account, keys };
}
