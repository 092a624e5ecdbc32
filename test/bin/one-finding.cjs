// Preloaded by a test: whatever cdk-nag looks at, it finds one thing.
const { AwsSolutionsChecks } = require('cdk-nag');

AwsSolutionsChecks.prototype.validate = () => ({
  success: false,
  violations: [
    {
      ruleName: 'One-Finding',
      description: 'Something is wrong.',
      severity: 'error',
      violatingResources: [],
    },
  ],
});
