import { sqlJsSource } from '../../contract/sqljs-source.ts';
import { describeStoreContract } from '../../contract/store-contract.ts';

describeStoreContract('sql.js', sqlJsSource);
