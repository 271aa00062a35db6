import { describeFunction } from '../../src/template/describe';

const NAMES = { Ref: 'Names' };

test.each<[string, unknown, string]>([
  ['Fn::Split', [',', NAMES], 'Split(, Names)'],
  ['Fn::Select', [0, { 'Fn::Split': [',', NAMES] }], 'Select(0 Split(, Names))'],
  ['Fn::Join', ['', { 'Fn::GetAtt': ['Fleet', 'Outputs.Names'] }], 'Join( Fleet.Outputs.Names)'],
  ['Fn::Join', ['', { 'Fn::GetAtt': 'Fleet.Names' }], 'Join( Fleet.Names)'],
  ['Fn::Transform', { Name: 'AWS::Include' }, 'Transform({"Name":"AWS::Include"})'],
  ['Fn::Cidr', [{ Ref: 'A', More: 1 }, { 'Fn::GetAtt': ['A', 'B'], 'More': 1 }, { 'Fn::Split': [], 'More': 1 }], 'Cidr({"Ref":"A","More":1} {"Fn::GetAtt":["A","B"],"More":1} {"Fn::Split":[],"More":1})'],
  ['Fn::Cidr', [{}, null, 7, true], 'Cidr({} null 7 true)'],
])('%s of %j', (name, argument, words) => expect(describeFunction(name, argument)).toBe(words));
