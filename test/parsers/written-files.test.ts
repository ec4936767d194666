// Files that a script writes on a machine, and where their characters stand in the script.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writtenFiles } from '../../src/parsers/script/written-files.js';

const written = (...lines: readonly string[]) => writtenFiles('setup.sh', lines.join('\n'));
const texts = (...lines: readonly string[]) => written(...lines).map(({ name, text }) => [name, text]);

describe('a heredoc', () => {
  it.each([
    ['cat > /etc/a.conf <<EOF'],
    ['cat <<EOF >/etc/a.conf'],
    ['sudo tee /etc/a.conf > /dev/null <<EOF'],
    ['cat <<EOF | sudo tee /etc/a.conf'],
    ['cat <<"EOF" >> "/etc/a.conf"'],
  ])('is the text of a file: %s', (line) => {
    expect(texts(line, 'a 1', '', 'b', 'EOF', 'echo done')).toEqual([['/etc/a.conf', 'a 1\n\nb']]);
  });
  it.each([
    ['a command reads it', 'kubectl apply -f - <<EOF'],
    ['its path is not known', 'cat > "$DIR/a.conf" <<EOF'],
    ['its path counts from a folder nobody knows', 'cat > a.conf <<EOF'],
    ['it is a comment', '# cat > /etc/a.conf <<EOF'],
  ])('is none where %s', (_, line) => expect(texts(line, 'a', 'EOF')).toEqual([]));
  it('without an end is none', () => expect(texts('cat > /etc/a.conf <<EOF', 'a')).toEqual([]));
  it('loses its tabs behind <<-', () => {
    expect(texts('cat > /etc/a.conf <<-EOF', '\ta', '\t\tb', '\tEOF')).toEqual([['/etc/a.conf', 'a\nb']]);
  });
});

describe('a text in quotes', () => {
  it.each([
    [`echo 'a 1`, `b' > /etc/a.conf`],
    [`  sudo echo "a 1`, `b" | sudo tee /etc/a.conf >/dev/null`],
    [`printf -- 'a 1`, `b' >> "/etc/a.conf"`],
  ])('is the text of a file: %s', (first, last) => {
    expect(texts('set -e', first, last, 'echo done')).toEqual([['/etc/a.conf', 'a 1\nb']]);
  });
  it.each([
    ['it is one line', [`echo 'a' > /etc/a.conf`]],
    ['it goes to the terminal', [`echo 'a`, `b'`]],
    ['it has no end', [`echo 'a`, 'b > /etc/a.conf']],
    ['it stands in a heredoc', ['cat > /etc/b <<EOF', `echo 'a`, `b' > /etc/a.conf`, 'EOF']],
  ])('is none where %s', (_, lines) => {
    expect(texts(...lines).filter(([name]) => name === '/etc/a.conf')).toEqual([]);
  });
  it('is filled in between double quotes alone, with every place kept', () => {
    const [file] = written('PORT=8080', 'echo "listen $PORT;', String.raw`x \"\$y\";" > /etc/a`);
    expect(file?.text).toBe('listen 8080;\nx "$y";');
    const at = (line: number, column: number) =>
      file?.move({ file: 'any', line, column, endLine: line, endColumn: column + 1 });
    expect(at(1, 1)).toMatchObject({ file: 'setup.sh', line: 2, column: 7 });
    expect(at(2, 1)).toMatchObject({ line: 3, column: 1 });
    expect(texts('PORT=1', `echo 'a $PORT`, `' > /etc/a`)).toEqual([['/etc/a', 'a $PORT\n']]);
  });
});

describe('variables', () => {
  const set = ['DIR=/opt/shop', 'export NAME="shop"', `APP=$DIR/current`, `PORT="\${PORT:-8080}"`];
  it('are filled in where the script sets them once', () => {
    expect(texts(...set, `cat > $DIR/$NAME.conf <<EOF`, `$APP \${PORT} $OTHER`, 'EOF')).toEqual([
      ['/opt/shop/shop.conf', '/opt/shop/current 8080 $OTHER'],
    ]);
  });
  it('that are set twice to different values stay open', () => {
    expect(texts('A=1', 'A=2', 'B=3', 'B=3', 'cat > /etc/a <<EOF', '$A $B', 'EOF')).toEqual([['/etc/a', '$A 3']]);
  });
  it('that a command sets stay open', () => {
    expect(texts('A=$(hostname)', 'cat > /etc/a <<EOF', 'name $A', 'EOF')).toEqual([['/etc/a', 'name $A']]);
  });
  it('that put whole lines there leave nothing certain, nor do commands', () => {
    expect(texts('A=$(cat more)', 'cat > /etc/a <<EOF', 'name x', '  ${A}', 'EOF')).toEqual([]);
    expect(texts('cat > /etc/a <<EOF', 'name x', '`cat "${more}"`', 'EOF')).toEqual([]);
    expect(texts('cat > /etc/a <<EOF', 'name x', '$(cat more)', 'EOF')).toEqual([]);
    expect(texts("cat > /etc/a <<'EOF'", '$(cat more)', 'EOF')).toEqual([['/etc/a', '$(cat more)']]);
  });
  it('behind a backslash, or a quoted delimiter, are the text itself', () => {
    expect(texts('host=x', 'cat > /etc/a <<EOF', String.raw`\$host \\ $host`, 'EOF')).toEqual([
      ['/etc/a', '$host \\ x'],
    ]);
    expect(texts('host=x', "cat > /etc/a <<'EOF'", String.raw`\$host`, 'EOF')).toEqual([['/etc/a', '\\$host']]);
  });
});

describe('a place in the text', () => {
  it('leads to the script, and what is filled in to the variable', () => {
    const [file] = written('PORT=8080', 'cat > /etc/a <<-EOF', `\tlisten $PORT; # \\$x y`, 'EOF');
    expect(file?.text).toBe('listen 8080; # $x y');
    const at = (column: number, endColumn: number) =>
      file?.move({ file: 'any', line: 1, column, endLine: 1, endColumn });
    expect(at(1, 7)).toEqual({ file: 'setup.sh', line: 3, column: 2, endLine: 3, endColumn: 8 });
    expect(at(8, 12)).toMatchObject({ line: 3, column: 9, endColumn: 14 });
    expect(at(19, 20)).toMatchObject({ line: 3, column: 22, endColumn: 23 });
  });
  it('lies inside the script, whatever stands there', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'A=1',
        'A=$B',
        'cat > /etc/a <<EOF',
        "tee /etc/b <<-'X'",
        'EOF',
        'X',
        '\tX',
        '$A \\$B ${A}',
        '\\',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { text, move } of written(...lines)) {
          for (const [index, own] of text.split('\n').entries()) {
            const end = own.length + 1;
            const at = move({ file: '', line: index + 1, column: 1, endLine: index + 1, endColumn: end });
            const there = lines.join('\n').split('\n')[at.line - 1] ?? '';
            expect(at.endColumn).toBeLessThanOrEqual(there.length + 1);
            expect(at.endColumn).toBeGreaterThanOrEqual(at.column);
          }
        }
      }),
    );
  });
});
