import { Command } from 'commander';
import { adoptCommand } from './adopt';
import { checkCommand } from './check';
import { Answers } from './common';
import { completionCommand } from './completion';
import { costCommand } from './cost';
import { diffCommand } from './diff';
import { explainCommand } from './explain';
import { planCommand } from './plan';
import { reportCommand } from './report';
import { Io } from '../io';

/** Adds a command to the program. */
export type AddCommand = (program: Command, io: Io, answers: Answers) => void;

/** The commands, in the order of the help. */
export const COMMANDS: readonly AddCommand[] = [
  checkCommand,
  reportCommand,
  explainCommand,
  diffCommand,
  costCommand,
  planCommand,
  adoptCommand,
  completionCommand,
];
