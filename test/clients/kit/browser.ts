// A real Chromium, from Debian's package, driven by playwright-core.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import { debianProgram, npmPackages } from './install.js';

/** As much of playwright-core as the tests use; the package itself is installed by whoever runs them. */
export interface Page {
  goto(url: string): Promise<unknown>;
  setContent(text: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  addScriptTag(from: { readonly path: string }): Promise<unknown>;
  screenshot(options: { readonly path: string; readonly fullPage?: boolean }): Promise<unknown>;
  selectOption(selector: string, value: { readonly label: string }): Promise<unknown>;
  click(selector: string): Promise<unknown>;
  fill(selector: string, value: string): Promise<unknown>;
  isVisible(selector: string): Promise<boolean>;
  waitForSelector(selector: string, options?: { readonly timeout?: number; readonly state?: string }): Promise<unknown>;
  textContent(selector: string): Promise<string | null>;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
}
interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly javaScriptEnabled?: boolean;
  readonly bypassCSP?: boolean;
}
interface Browser {
  newPage(options: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
let browser: Promise<Browser> | undefined;

export async function newPage(options: PageOptions = {}): Promise<Page> {
  browser ??= launch();
  return (await browser).newPage(options);
}
async function launch(): Promise<Browser> {
  const executablePath = debianProgram('chromium');
  const folder = npmPackages({ 'playwright-core': '1.65.1' });
  const url = pathToFileURL(join(folder, 'node_modules/playwright-core/index.mjs')).href;
  const { chromium }: { chromium: { launch(options: unknown): Promise<Browser> } } = await import(url);
  return chromium.launch({ executablePath, args: flags });
}
/** To be called once by a test file that opens pages. */
export function closeBrowser(): void {
  afterAll(async () => {
    await (await browser)?.close();
    browser = undefined;
  });
}
