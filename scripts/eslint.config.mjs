/** Rules that need types, and no others: Biome does the rest, but does not see every thenable. */
import tseslint from 'typescript-eslint';

// node:test returns promises that its runner awaits by itself.
const awaitedByTheRunner = ['test', 'suite', 'it', 'describe', 'before', 'after', 'beforeEach'];

export default tseslint.config({
  files: ['**/*.ts'],
  plugins: { '@typescript-eslint': tseslint.plugin },
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` },
  },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: {
    '@typescript-eslint/no-floating-promises': [
      'error',
      {
        checkThenables: true,
        allowForKnownSafeCalls: [
          { from: 'package', package: 'node:test', name: [...awaitedByTheRunner, 'afterEach'] },
        ],
      },
    ],
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': 'error',
  },
});
