import assert from 'node:assert/strict';
import { withLocalServer } from '../../../src/analyzer/canary/local-server.ts';
import { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import { carefulApp } from '../../support/careful-app/app.ts';
import type { Break } from '../../support/careful-app/app.ts';
import { carefulTemplate } from '../../support/careful-app/template.ts';
import { never } from './bench.ts';

/** Each way to be broken, and endpoints that are. */
const breaks: Record<string, string[]> = {
  '500': [
    'POST /api/boards',
    'GET /api/boards/:id',
    'DELETE /api/cards/:id',
    'GET /api/stats',
    'POST /api/auth/register',
  ],
  'wrong status': ['POST /api/boards', 'GET /api/rooms', 'DELETE /api/boards/:id', 'POST /api/auth/login'],
  page: ['GET /api/rooms/:id', 'POST /api/admin/rooms', 'GET /api/auth/me'],
  redirect: ['GET /api/boards', 'POST /api/bookings', 'PUT /api/boards/:id'],
  'empty answer': ['GET /api/cards/:id', 'POST /api/boards/:id/cards'],
  wrapped: ['GET /api/boards/:id', 'POST /api/boards', 'GET /api/boards/:id/cards'],
  'lacks a field': ['GET /api/rooms', 'POST /api/bookings', 'PATCH /api/cards/:id', 'GET /api/stats'],
  'other type': ['GET /api/rooms/:id', 'GET /api/boards', 'POST /api/wallets'],
  missing: [
    'GET /api/cards/:id',
    'POST /api/boards/:id/archive',
    'GET /api/rooms/search',
    'POST /api/auth/logout',
  ],
  hang: ['GET /api/boards', 'POST /api/boards/:id/cards', 'DELETE /api/admin/rooms/:id'],
  'cut off': ['GET /api/bookings/:id', 'POST /api/transfers'],
  'closed to all': ['GET /api/boards', 'POST /api/admin/rooms', 'PATCH /api/cards/:id', 'GET /api/rooms'],
  'open to all': [
    'GET /api/boards',
    'POST /api/boards',
    'DELETE /api/admin/users/:id',
    'PATCH /api/cards/:id',
    'GET /api/auth/me',
  ],
  'open to users': ['GET /api/admin/users', 'POST /api/admin/rooms', 'DELETE /api/admin/rooms/:id'],
  'open to others': [
    'GET /api/boards',
    'GET /api/boards/:id',
    'PUT /api/boards/:id',
    'DELETE /api/cards/:id',
    'GET /api/cards/:id',
    'GET /api/rooms/:id/bookings',
  ],
  'answers a password': ['POST /api/auth/register', 'GET /api/auth/me'],
  'answers passwords': ['GET /api/admin/users'],
  'not stored': [
    'POST /api/boards',
    'POST /api/boards/:id/cards',
    'PUT /api/boards/:id',
    'PATCH /api/cards/:id',
    'POST /api/admin/rooms/import',
    'POST /api/auth/register',
  ],
  'stores something else': ['POST /api/boards', 'POST /api/admin/rooms'],
  'loses the rest': ['PATCH /api/cards/:id'],
  'not deleted': ['DELETE /api/boards/:id', 'DELETE /api/cards/:id', 'DELETE /api/admin/rooms/:id'],
  'deletes all': ['DELETE /api/boards/:id', 'DELETE /api/admin/rooms/:id'],
  'tells another': ['GET /api/boards/:id', 'GET /api/rooms/:id', 'GET /api/auth/me'],
  'tells otherwise': ['GET /api/rooms/:id', 'GET /api/boards', 'GET /api/boards/:id/cards'],
  'tells what is not there': ['GET /api/boards/:id', 'GET /api/rooms/:id'],
  'leads elsewhere': ['GET /go/:code'],
  'empty list': [
    'GET /api/admin/users',
    'GET /api/boards',
    'GET /api/rooms',
    'GET /api/boards/:id/cards',
    'GET /api/wallets',
    'GET /api/rooms/:id/bookings',
  ],
  'finds nothing': ['GET /api/rooms/search'],
  'searches one text': ['GET /api/rooms/search'],
  'fails on quotes': ['POST /api/boards', 'POST /api/bookings'],
  'keeps plain letters': ['POST /api/boards/:id/cards', 'POST /api/admin/rooms'],
  'drops the tags': ['POST /api/boards/:id/cards'],
  'ignores the search': ['GET /api/rooms/search', 'GET /api/boards/:id/cards'],
  'ignores the filter': ['GET /api/boards/:id/cards', 'GET /api/bookings'],
  'ignores the tag': ['GET /api/boards/:id/cards'],
  'ignores the page': ['GET /api/boards/:id/cards'],
  'ignores the limit': ['GET /api/boards/:id/cards'],
  'ignores the sort': ['GET /api/boards/:id/cards'],
  'ignores the order': ['GET /api/boards/:id/cards'],
  'ignores the parent': ['GET /api/boards/:id/cards', 'GET /api/rooms/:id/bookings'],
  'wrong total': ['GET /api/boards/:id/cards'],
  'total of the page': ['GET /api/boards/:id/cards'],
  'wrong order': ['GET /api/boards'],
  'accepts anything': [
    'POST /api/boards',
    'POST /api/boards/:id/cards',
    'PUT /api/boards/:id',
    'POST /api/admin/rooms',
    'POST /api/bookings',
    'POST /api/auth/register',
  ],
  'accepts too long': ['POST /api/boards', 'PATCH /api/cards/:id'],
  'accepts duplicates': ['POST /api/admin/rooms', 'POST /api/auth/register', 'PATCH /api/admin/rooms/:id'],
  'stores what it refuses': ['PATCH /api/admin/rooms/:id'],
  'refuses its own': ['PATCH /api/admin/rooms/:id', 'PATCH /api/bookings/:id'],
  'accepts overlaps': ['POST /api/bookings', 'PATCH /api/bookings/:id'],
  'blocks other rooms': ['POST /api/bookings'],
  'keeps what is cancelled': ['POST /api/bookings'],
  'takes the owner': ['POST /api/boards', 'PUT /api/boards/:id', 'POST /api/bookings'],
  'believes the owner': ['PUT /api/boards/:id'],
  'takes what is set': ['POST /api/boards', 'PUT /api/boards/:id', 'POST /api/wallets'],
  'takes bytes for text': ['POST /api/files', 'GET /api/files/:id'],
  'wrong count': ['GET /api/stats', 'GET /api/rooms/summary', 'GET /api/boards/summary'],
  'wrong sum': ['GET /api/rooms/summary'],
  'wrong average': ['GET /api/rooms/summary'],
  'wrong highest': ['GET /api/rooms/summary'],
  'wrong lowest': ['GET /api/rooms/summary'],
  'counts all': ['GET /api/rooms/summary', 'GET /api/rooms/by-kind'],
  'groups twice': ['GET /api/rooms/by-kind'],
  'sent as HTML': ['GET /api/boards', 'GET /api/boards/:id', 'POST /api/boards', 'GET /api/rooms/summary'],
  'one group': ['GET /api/rooms/by-kind'],
  'fails on wrong input': [
    'POST /api/boards',
    'PATCH /api/cards/:id',
    'POST /api/auth/register',
    'POST /api/auth/login',
  ],
  'fails on what is no JSON': ['POST /api/boards', 'PUT /api/boards/:id'],
  'does nothing': [
    'POST /api/boards/:id/archive',
    'POST /api/boards/:id/vote',
    'POST /api/bookings/:id/confirm',
    'POST /api/bookings/:id/cancel',
  ],
  'only on': ['POST /api/boards/:id/archive'],
  'from anywhere': ['POST /api/bookings/:id/confirm', 'POST /api/bookings/:id/cancel'],
  'moves nothing': ['POST /api/transfers'],
  overdraws: ['POST /api/transfers'],
  'accepts the same': ['POST /api/transfers'],
  miscounts: ['POST /api/admin/rooms/import'],
  'takes any password': ['POST /api/auth/login'],
  'same token': ['POST /api/auth/login'],
  'worthless token': ['POST /api/auth/login'],
  'no administrator': ['POST /api/auth/register'],
  'all administrators': ['POST /api/auth/register'],
  'takes any role': ['POST /api/auth/register'],
  'ends nothing': ['POST /api/auth/logout'],
  'ends all': ['POST /api/auth/logout'],
};

const test = (broken: Break | null) =>
  withLocalServer(carefulApp(broken), (baseUrl) =>
    new EndpointTester(carefulTemplate, {
      baseUrl,
      signal: never(),
      requestTimeoutMs: broken?.way === 'hang' ? 2_000 : 10_000,
      totalMs: 60_000,
    }).test(),
  );

describe('the endpoint-tester, of an app that is broken in one way', () => {
  it('finds that everything works while nothing is broken', async () => {
    const verdicts = await test(null);
    assert.equal(
      verdicts.length,
      carefulTemplate.api_endpoints.length + carefulTemplate.admin_api_endpoints.length,
    );
    assert.deepEqual(
      verdicts.filter(({ result }) => result !== 'works'),
      [],
    );
  });

  for (const [way, requirements] of Object.entries(breaks)) {
    for (const requirement of requirements) {
      it(`blames ${requirement} and nothing else: ${way}`, async () => {
        const verdicts = await test({ requirement, way });
        const blamed = verdicts.filter(({ result }) => result === 'wrong' || result === 'missing');
        assert.deepEqual(
          blamed.map((verdict) => verdict.requirement),
          [requirement],
          blamed.map((verdict) => `${verdict.requirement}: ${verdict.message}`).join('\n'),
        );
        for (const { result, message, evidence } of verdicts) {
          assert.equal(message === null, result === 'works');
          // Whatever was tried has its exchange.
          if (result !== 'not_measured') assert.match(evidence ?? '', /^[A-Z]+ \/\S*\n/);
          assert.ok((evidence ?? '').length < 3_000);
        }
      });
    }
  }
});
