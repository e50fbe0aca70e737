import { CancellationTokenSource, LanguageModelChatMessage, l10n, lm } from 'vscode';
import type { LanguageModelChat } from 'vscode';
import type { ModelConsent } from './model-consent.ts';
import { languageModelFailure } from './language-model-failure.ts';
import type { EditorAnswer, EditorMessage, EditorModels } from '../../engine/domain/editor-models.ts';
import { AssayError } from '../../engine/domain/errors.ts';
import type { ModelInfo } from '../../engine/domain/models.ts';
import { unlessAborted } from '../../engine/domain/unless-aborted.ts';

const countTimeoutMs = 5_000;

/** The editor's language models, whoever brings them: `vscode/<vendor>/<id>`, or the family instead of the id. */
export function editorLanguageModels(consent: ModelConsent): EditorModels {
  return {
    async list() {
      const chats = await lm.selectChatModels();
      return chats.map(infoOf).filter(({ id }) => /^\S+$/.test(id));
    },

    async permit(model, onWait) {
      await consent.permit(model, await find(model), onWait);
    },

    async complete({ model, messages }, onText, signal) {
      const chat = await find(model);
      const cancellation = new CancellationTokenSource();
      const cancel = () => cancellation.cancel();
      signal.addEventListener('abort', cancel);
      try {
        const asked = messages.map(chatMessage);
        const justification = l10n.t('Assay asks the model to write an app of your pipeline.');
        const response = await chat.sendRequest(asked, { justification }, cancellation.token);
        const pieces: string[] = [];
        for await (const piece of response.text) {
          pieces.push(piece);
          onText(piece);
        }
        const text = pieces.join('');
        const usage = await countUsage(chat, asked, text);
        return { text, refused: false, usage, servedModel: nameOf(chat) };
      } catch (thrown) {
        return refusalOrThrow(model, chat, thrown);
      } finally {
        signal.removeEventListener('abort', cancel);
        cancellation.dispose();
      }
    },
  };
}

function nameOf({ vendor, id }: LanguageModelChat): string {
  return `${vendor}/${id}`;
}

function infoOf(chat: LanguageModelChat): ModelInfo {
  return {
    ...{ id: `vscode/${nameOf(chat)}`, name: chat.name, contextTokens: chat.maxInputTokens },
    ...{ maxOutputTokens: null, price: null, created: null },
  };
}

/** @throws AssayError `misconfigured` */
async function find(model: string): Promise<LanguageModelChat> {
  const [, vendor = '', ...rest] = model.split('/');
  const name = rest.join('/');
  const chats = await lm.selectChatModels({ vendor });
  const chat = chats.find(({ id }) => id === name) ?? chats.find(({ family }) => family === name);
  if (chat) return chat;
  const there = chats.map(({ id }) => `vscode/${vendor}/${id}`).join(', ');
  throw new AssayError('misconfigured', l10n.t('The editor has no model {0}.', model), {
    hint:
      there === ''
        ? l10n.t(
            'It has none of {0}: install or enable the extension that brings them, or sign in to it.',
            vendor,
          )
        : l10n.t('It has {0}.', there),
  });
}

/** The editor knows no system messages: what they say begins the conversation. */
function chatMessage({ role, content }: EditorMessage): LanguageModelChatMessage {
  return role === 'assistant'
    ? LanguageModelChatMessage.Assistant(content)
    : LanguageModelChatMessage.User(content);
}

async function countUsage(
  chat: LanguageModelChat,
  asked: readonly LanguageModelChatMessage[],
  text: string,
): Promise<EditorAnswer['usage']> {
  const count = async () => {
    const counts = await Promise.all(asked.map((message) => chat.countTokens(message)));
    const inputTokens = counts.reduce((sum, tokens) => sum + tokens, 0);
    return { inputTokens, outputTokens: await chat.countTokens(text) };
  };
  // The answer is there: a model that cannot count only leaves its tokens unknown.
  return unlessAborted(count(), AbortSignal.timeout(countTimeoutMs)).catch(() => null);
}

function refusalOrThrow(model: string, chat: LanguageModelChat, thrown: unknown): EditorAnswer {
  const failure = languageModelFailure(model, thrown);
  if (failure instanceof AssayError) throw failure;
  return { text: failure.refusal, refused: true, usage: null, servedModel: nameOf(chat) };
}
