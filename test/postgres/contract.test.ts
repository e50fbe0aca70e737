import { describeStoreContract } from '../contract/store-contract.ts';
import { postgresSource } from './support/postgres-bench.ts';

describeStoreContract('PostgreSQL', postgresSource);
