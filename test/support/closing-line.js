/** jest reporter: names what was skipped, and closes a run with one line that a machine reads. */
export default class ClosingLine {
  onRunComplete(
    _,
    { testResults, numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites },
  ) {
    const skipped = testResults
      .flatMap((file) => file.testResults)
      .filter(({ status }) => status === 'pending')
      .map(({ fullName }) => `skipped: ${fullName}\n`);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    process.stdout.write(skipped.join(''));
    process.stdout.write(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped\n`);
  }
}
