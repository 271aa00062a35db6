import { CheckResult, placesOf, ReportedFinding } from './run-check';
import { xml } from '../write/escape';

/** JUnit, as CI systems show test results: a finding at error level fails, one at a lower level is in the output. */
export function checkJunit({ findings, summary }: CheckResult): string {
  const byStack = new Map<string, ReportedFinding[]>();
  for (const finding of findings) { byStack.set(finding.stack, [...byStack.get(finding.stack) ?? [], finding]); }
  const suites = [...byStack].map(([stack, of]) => {
    const failures = of.filter(isFailure).length;
    const skipped = of.filter(({ acknowledged }) => acknowledged !== null).length;
    return `  <testsuite name="${xml(stack)}" tests="${of.length}" failures="${failures}" errors="0" skipped="${skipped}">\n${of.map(testcase).join('')}  </testsuite>\n`;
  });
  // No finding is a test that passes: a report without tests counts as a failure in some systems.
  const clean = suites.length === 0
    ? `  <testsuite name="keysmith" tests="1" failures="0" errors="0" skipped="0">\n    <testcase classname="keysmith" name="${summary.keys} keys without findings"/>\n  </testsuite>\n` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="keysmith check" tests="${Math.max(1, findings.length)}" failures="${findings.filter(isFailure).length}">\n${suites.join('')}${clean}</testsuites>\n`;
}

const isFailure = ({ level, acknowledged }: ReportedFinding): boolean => level === 'error' && acknowledged === null;

function testcase(finding: ReportedFinding): string {
  const { id, logicalId, constructPath, message, fix, help, acknowledged, level } = finding;
  const { file, line } = finding.source ?? finding;
  const head = `    <testcase classname="${xml(constructPath ?? logicalId)}" name="${xml(id)}" file="${xml(file)}"${line === null ? '' : ` line="${line}"`}>\n`;
  const text = xml(`${placesOf(finding).join('\n')}\n${message}\n${fix}\n${help}`);
  const body = acknowledged !== null ? `      <skipped message="${xml(acknowledged)}"/>\n`
    : isFailure(finding) ? `      <failure message="${xml(message)}" type="${xml(id)}">${text}</failure>\n`
      : `      <system-out>${xml(level)}: ${text}</system-out>\n`;
  return `${head}${body}    </testcase>\n`;
}
