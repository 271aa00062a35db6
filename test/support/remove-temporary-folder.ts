export { removeTemporaryFolder as default } from './prepare-tests';
