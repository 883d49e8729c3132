export { createTestProject, type TestProject, type TestProjectOptions } from './test-project.js';
