// How much a response's headers are known to come to in Go source.
import { describe, expect, it } from 'vitest';
import { read } from './read.js';

function heads(body: string, imports = '"net/http"; "strings"', outside = ''): readonly string[] {
  const text = `package main\nimport (${imports})\n${outside}\nfunc handle(w http.ResponseWriter, r *http.Request) {\n${body}\n}\nfunc main() { http.ListenAndServe(":1", nil) }\n`;
  return read(text).facts.flatMap((fact) =>
    fact.kind === 'large-head' ? [`${fact.headers.join('+')} ${fact.bytes}`] : [],
  );
}

describe('headers of a response', () => {
  it.each([
    ['w.Header().Set("X", strings.Repeat("a", 4000))', 'X 4005'],
    ['w.Header().Add("X", strings.Repeat("ab", 2*1000))', 'X 4005'],
    ['w.Header().Set("X", "a" + strings.Repeat("a", size))', 'X 5006'],
    [`w.Header().Set("X", "${'x'.repeat(3000)}")`, 'X 3005'],
    ['value := strings.Repeat("a", 4000)\nw.Header().Set("X", value)', 'X 4005'],
    ['http.SetCookie(w, &http.Cookie{Name: "s", Value: strings.Repeat("a", 4000)})', 'Set-Cookie 4016'],
    ['w.Header().Set("X", strings.Repeat("a", 2000))\nw.Header().Set("Y", strings.Repeat("a", 2000))', 'X+Y 4010'],
  ])('%s', (body, expected) => {
    expect(heads(body, undefined, 'const size = 5000')).toEqual([expected]);
  });
  it('of Gin', () => {
    const body = 'c.Header("X", strings.Repeat("a", 4000))';
    const imports = '"net/http"; "strings"; "github.com/gin-gonic/gin"';
    expect(heads('', imports, `func report(c *gin.Context) {\n${body}\n}`)).toEqual(['X 4005']);
  });

  it('of values that are made of each other many times over are found at once', () => {
    const levels = Array.from({ length: 60 }, (_, level) => `v${level + 1} := ${`v${level}+`.repeat(8)}"x"`);
    const [only] = heads(`v0 := strings.Repeat("abc", 9)\n${levels.join('\n')}\nw.Header().Set("X", v60)`);
    expect(only).toMatch(/^X \d{4,}$/);
  });

  it.each([
    'r.Header.Set("X", strings.Repeat("a", 4000))',
    'w.Header().Set("X", strings.Repeat("a", len(r.URL.Path)))',
    'w.Header().Set("X", strings.Repeat("a", 100))',
    'if r.Close {\nw.Header().Set("X", strings.Repeat("a", 1500))\n} else {\nw.Header().Set("Y", strings.Repeat("a", 1500))\n}',
  ])('that are none, or of unknown or small size: %s', (body) => {
    expect(heads(body)).toEqual([]);
  });
});
