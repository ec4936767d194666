// What Go files give each other: constants, fields with their defaults, configuration keys, arguments, modules.
import { describe, expect, it } from 'vitest';
import { parseBindings } from '../../../src/parsers/go/bindings.js';
import { goModule } from '../../../src/parsers/go/go-mod.js';
import { read, readNames, server } from './read.js';
import { value } from './show.js';

const config = `package config

import (
	"os"
	"time"
)

const defaultGrace = 20 * time.Second

type Config struct {
	HTTP  HTTP \`envPrefix:"HTTP_"\`
	Grace time.Duration
	Token string \`env:"TOKEN" envDefault:"not-for-facts"\`
}

type HTTP struct {
	Idle  time.Duration \`env:"IDLE" envDefault:"65s"\`
	Read  time.Duration \`envconfig:"READ_TIMEOUT" default:"10s"\`
	Write time.Duration \`mapstructure:"write-timeout"\`
	Port  int           \`env:"PORT" env-default:"8080"\`
}

func Load() *Config {
	c := &Config{Grace: defaultGrace}
	if text := os.Getenv("GRACE"); text != "" {
		if d, err := time.ParseDuration(text); err == nil {
			c.Grace = d
		}
	}
	return c
}

func MaxWait() time.Duration { return 3 * defaultGrace / 2 }
`;

describe('names of a package', () => {
  const names = readNames(config);
  it.each([
    ['defaultGrace', 'go-duration("20s")'],
    ['MaxWait()', 'go-duration("30s")'],
    ['Config.Grace', '[go-duration($GRACE) ?? go-duration("20s")]'],
    [
      'Config.HTTP.Idle',
      '[go-duration(<loader Config env HTTP_IDLE>) ?? cast-duration(<loader Config viper http.idle>) ?? cast-duration(<loader Config file http.idle>) ?? go-duration("65s")]',
    ],
    [
      'Load().HTTP.Port',
      '[integer(<loader Config env HTTP_PORT>) ?? integer(<loader Config viper http.port>) ?? integer(<loader Config file http.port>) ?? integer("8080")]',
    ],
    [
      'HTTP.Write',
      '[go-duration(<loader Config envconfig HTTP_WRITE>) ?? cast-duration(<config-key http.write-timeout>)]',
    ],
  ])('%s', (name, expected) => {
    expect(names[name]).toBe(expected);
  });
  it('hold no text that is neither time nor address', () => {
    expect(JSON.stringify(names)).not.toContain('not-for-facts');
  });
  it('are given without a gate', async () => {
    const facts = await parseBindings({ path: 'config/config.go', text: config });
    expect(facts.facts.some((fact) => fact.kind === 'bindings' && fact.owner === 'config')).toBe(true);
  });
  it('of JavaScript’s own objects are names like others', () => {
    const names = readNames('package a\n\nconst __proto__ = 5\n\nconst constructor = 6\n');
    expect(Object.entries(names)).toEqual([
      ['__proto__', '5'],
      ['constructor', '6'],
    ]);
  });
});

describe('values from another package', () => {
  const text = (field: string): string =>
    `package main\n\nimport (\n\t"net/http"\n\n\t"example.org/shop/config"\n)\n\nfunc run(c *config.Config) {\n\tcfg := config.Load()\n\t(&http.Server{IdleTimeout: ${field}}).ListenAndServe()\n}\n`;
  it.each([
    ['cfg.HTTP.Idle', '<package:example.org/shop/config Load().HTTP.Idle>'],
    ['c.HTTP.Idle', '<package:example.org/shop/config Config.HTTP.Idle>'],
    ['config.Idle', '<package:example.org/shop/config Idle>'],
    ['config.MaxWait()', '<package:example.org/shop/config MaxWait()>'],
    ['somewhere', '<package somewhere>'],
  ])('%s', (field, expected) => {
    const [setting] = server(text(field)).settings;
    expect(setting === undefined ? undefined : value(setting.value)).toBe(expected);
  });

  it('passed by a caller', () => {
    const library =
      'package server\n\nimport (\n\t"net/http"\n\t"time"\n)\n\nfunc New(addr string, idle time.Duration) *http.Server {\n\treturn &http.Server{Addr: addr, IdleTimeout: idle}\n}\n';
    const [setting] = server(library, 'server/server.go').settings;
    expect(setting === undefined ? undefined : value(setting.value)).toBe('<package New(1)>');
    const main =
      'package main\n\nimport (\n\t"time"\n\n\t"example.org/shop/server"\n)\n\nfunc main() { server.New(":80", 45*time.Second).ListenAndServe() }\n';
    expect(read(main).facts).toContainEqual(
      expect.objectContaining({
        kind: 'bindings',
        owner: 'example.org/shop/server',
        names: expect.objectContaining({ 'New(1)': expect.anything() }),
      }),
    );
  });
});

describe('go.mod', () => {
  const parse = async (text: string) => (await goModule.load()).parse({ path: 'services/api/go.mod', text });
  it('gives module, versions and requirements', async () => {
    const facts = await parse(
      '// the shop\nmodule example.org/shop/v2 // import\n\ngo 1.22.3\n\ntoolchain go1.23.1\n\nrequire github.com/labstack/echo/v5 v5.0.1\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.10.0 // indirect\n\t"quoted.org/x" v0.1.0\n)\n\nreplace a => ../a\n',
    );
    expect(facts.facts).toMatchObject([
      {
        kind: 'go-module',
        path: 'example.org/shop/v2',
        directory: 'services/api',
        go: { text: '1.22.3', at: { line: 4, column: 4 } },
        toolchain: { text: 'go1.23.1' },
        requires: {
          'github.com/labstack/echo/v5': 'v5.0.1',
          'github.com/gin-gonic/gin': 'v1.10.0',
          'quoted.org/x': 'v0.1.0',
        },
      },
      { kind: 'runtime-version', runtime: 'go', version: { text: '1.22.3' }, directory: 'services/api' },
    ]);
  });
  it('without a module line gives nothing', async () => {
    expect((await parse('go 1.22\n')).facts).toEqual([]);
  });
  it.each([
    ['go.mod', true],
    ['a/go.mod', true],
    ['vendor/x/go.mod', false],
    ['go.work', false],
    ['a/notgo.mod', false],
  ])('accepts %s: %s', (path, expected) => {
    expect(goModule.accepts(path)).toBe(expected);
  });
});
