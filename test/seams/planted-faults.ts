import * as kms from 'aws-cdk-lib/aws-kms';

/*
 * Faults that keys had, or that aws-cdk-lib has, for the test that the random apps find them. `jest.mock` in planted-faults.test.ts puts these
 * modules in the place of those of src; without a fault planted they do what those do.
 */

/** What goes wrong. */
export type Fault =
  | 'a grant after the stack of the key is one to the whole account'
  | 'an organization lets in the account of the key'
  | 'the key policy grants without the conditions that a construct adds'
  | 'the key policy refers to roles of other stacks';

type Module = { readonly [name: string]: (...args: any[]) => any };

let planted: Fault | undefined;

export const plant = (fault: Fault | undefined): void => { planted = fault; };

/** A function of src that another takes the place of while one of the faults is planted. */
const unless = (faults: readonly Fault[], usual: Module[string], faulty: Module[string]): Module[string] =>
  (...args) => (planted && faults.includes(planted) ? faulty : usual)(...args);

const ANY: readonly Fault[] = [
  'a grant after the stack of the key is one to the whole account', 'an organization lets in the account of the key',
  'the key policy grants without the conditions that a construct adds', 'the key policy refers to roles of other stacks',
];
const BY_THE_CDK: readonly Fault[] = ['a grant after the stack of the key is one to the whole account', 'the key policy refers to roles of other stacks'];

export const crossEnvironmentGrants = (actual: Module): Module => ({
  ...actual,
  grantsOf: unless(BY_THE_CDK, actual.grantsOf, (_grants, granted: () => { readonly key: kms.Key & { readonly trustAccountIdentities: boolean } }) =>
    kms.KeyGrants.fromKey(granted().key, granted().key.trustAccountIdentities)),
});

export const principalsAfar = (actual: Module): Module => ({
  ...actual, namingFromAfar: unless(['the key policy refers to roles of other stacks'], actual.namingFromAfar, rows => rows),
});

export const grantBounds = (actual: Module): Module => ({
  ...actual, withoutKeys: unless(['the key policy grants without the conditions that a construct adds'], actual.withoutKeys, () => ({})),
});

/** The gate refuses what is planted, by itself; here it is closed, for the random apps to find it. */
export const unnamed = (actual: Module): Module => ({
  ...actual,
  letsHomeIn: unless(['an organization lets in the account of the key'], actual.letsHomeIn, () => false),
  unnamed: unless(ANY, actual.unnamed, () => undefined),
});

export const gate = (actual: Module): Module => ({
  ...actual, judge: unless(ANY, actual.judge, () => []), checkBound: unless(ANY, actual.checkBound, () => undefined),
});
