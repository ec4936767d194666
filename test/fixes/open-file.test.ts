// A file is opened once for all fixes that are made in it, and anew when it says something else.
import { describe, expect, it } from 'vitest';
import { openManifest } from '../../src/fixes/manifest.js';
import { openFile } from '../../src/fixes/open-file.js';

describe('files that are opened for fixes', () => {
  it('are opened once while they are asked for in a row', () => {
    const texts = (path: string): string => `path: ${path}\n`;
    expect(openFile(texts, 'a.yaml')).toBe(openFile(texts, 'a.yaml'));
    expect(openManifest(texts, 'a.yaml')?.roots).toBe(openManifest(texts, 'a.yaml')?.roots);
    const a = openFile(texts, 'a.yaml');
    expect(openFile(texts, 'b.yaml')).toMatchObject({ path: 'b.yaml', text: 'path: b.yaml\n' });
    expect(openFile(texts, 'a.yaml')).toEqual(a);
  });
  it('are what they say now, and to whom they say it', () => {
    let text = 'a: 1\n';
    const texts = (): string => text;
    expect(openFile(texts, 'a.yaml')?.text).toBe('a: 1\n');
    text = 'a: 2\n';
    expect(openFile(texts, 'a.yaml')?.text).toBe('a: 2\n');
    expect(openFile(() => 'a: 3\n', 'a.yaml')?.text).toBe('a: 3\n');
    expect(openFile(texts, 'a.yaml')?.text).toBe('a: 2\n');
  });
});
