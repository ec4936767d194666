// Everything one file is asked through: its source, and the readers that share it.
import type { Source } from './source.js';
import { createThings, type Things } from './things.js';
import { createTracer, type Tracer } from './values/trace.js';
import { createReader, type Reader } from './values/values.js';

export interface SourceFile {
  readonly source: Source;
  readonly tracer: Tracer;
  readonly reader: Reader;
  readonly things: Things;
}

export function openFile(source: Source): SourceFile {
  const tracer = createTracer(source);
  return { source, tracer, reader: createReader(source, tracer), things: createThings(source, tracer) };
}
