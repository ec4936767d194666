import { describe, expect, it } from 'vitest';
import { envFilesLoaded } from '../../../src/parsers/kit/env-files-loaded.js';

describe('the files of variables that a source loads', () => {
  it.each([
    ["import 'dotenv/config';", ['.env']],
    ["require('dotenv').config({ path: path.join(__dirname, '../.env.production') });", ['.env.production']],
    ["import dotenv from 'dotenv';\ndotenv.config({ path: `.env.${stage}` });", ['*']],
    ["import { config } from 'dotenv';\nconfig({ path: file });", ['*']],
    [
      "import flow from 'dotenv-flow';\nflow.config();",
      ['.env.{NODE_ENV}.local', '.env.{NODE_ENV}', '.env.local', '.env', '.env.defaults'],
    ],
    ["import flow from 'dotenv-flow';\nflow.config({ node_env: stage });", ['*']],
    ["require('dotenv').config({ path: `.env.${process.env.NODE_ENV}` });", ['.env.{NODE_ENV}']],
    [
      "import 'dotenv';\nconst env = process.env.NODE_ENV || 'development';\nconfig({ path: '.env.' + env });",
      ['.env.{NODE_ENV:development}'],
    ],
    ['Object.assign(process.env, await secrets());', ['?Object.assign(process.env, …)']],
    ["import { ConfigModule } from '@nestjs/config';\nConfigModule.forRoot({ isGlobal: true })", ['.env']],
    ['import "github.com/joho/godotenv"\nfunc main() { godotenv.Load("local.env", ".env") }', ['.env']],
  ])('%j', (text, names) => {
    expect(envFilesLoaded(text)).toEqual(names);
  });

  it.each([
    "import { ConfigService } from '@nestjs/config';",
    "import { ConfigModule } from '@nestjs/config';\nConfigModule.forRoot({ ignoreEnvFile: true })",
    "const file = '.env';",
  ])('%j loads none', (text) => {
    expect(envFilesLoaded(text)).toBeUndefined();
  });
});
