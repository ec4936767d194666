// What sets a machine up: commands that leave something running there, and texts of every shape.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsOfRun, readDockerRun } from '../../src/parsers/kit/docker-run.js';
import { readMachineSetup } from '../../src/parsers/script/machine-setup.js';

const at = { file: 'a.sh', line: 1, column: 1, endLine: 1, endColumn: 2 };
const run = (line: string) => readDockerRun(argumentsOfRun(line.split(' ')) ?? [], at);

describe('docker run', () => {
  it.each([
    ['docker run -d -p 80:3000 acme/shop:1', 'acme/shop:1', [[80, 3000]]],
    ['docker run -dp 80:3000 acme/shop', 'acme/shop', [[80, 3000]]],
    ['docker run -d -p80:3000 acme/shop', 'acme/shop', [[80, 3000]]],
    ['docker run --publish=127.0.0.1:80:3000/tcp --rm -d acme/shop node a.js', 'acme/shop', [[80, 3000]]],
    ['podman run --network host --name shop acme/shop', 'acme/shop', []],
    ['docker container run -itd --restart always -p 3000 acme/shop', 'acme/shop', [[undefined, 3000]]],
  ])('names its image and ports: %s', (line, image, ports) => {
    const container = run(line)?.container;
    expect(container?.image).toMatchObject({ value: image });
    expect(container?.ports.map(({ hostPort, port }) => [hostPort, port])).toEqual(ports);
  });
  it('is nothing that stays where it is thrown away at its end', () => {
    expect(run('docker run --rm acme/migrate up')?.isTool).toBe(true);
    expect(run('docker run --rm -d acme/shop')?.isTool).toBe(false);
  });
  it('says how long it may take to stop', () => {
    expect(run('docker run -d --stop-timeout 40 acme/shop')?.grace).toMatchObject({ value: '40' });
  });
  it.each(['docker pull acme/shop', 'docker build .', 'echo docker run acme/shop'])('is not this: %s', (line) => {
    expect(argumentsOfRun(line.split(' '))).toBeUndefined();
  });
});

const started = (text: string) =>
  readMachineSetup('setup.sh', `#!/bin/bash\n${text}`).started.map(({ name, workloadKind, containers: [first] }) => [
    name,
    workloadKind,
    (first?.command?.words ?? []).join(' '),
    first?.workingDir?.text,
  ]);

describe('a script leaves running', () => {
  it.each([
    ['cd /opt/shop && pm2 start server.js --name shop', ['shop', 'Pm2Program', 'node server.js', '/opt/shop']],
    [
      'cd /opt/shop\nsudo -u web PORT=80 pm2 start npm --name shop -- start',
      ['shop', 'Pm2Program', 'npm start', '/opt/shop'],
    ],
    ['cd /opt/shop/api\nnohup npm start > /dev/null 2>&1 &', ['api', 'StartedProgram', 'npm start', '/opt/shop/api']],
    ['su - web -c "cd /srv/shop && node dist/main.js &"', ['main', 'StartedProgram', 'node dist/main.js', '/srv/shop']],
    ['cd /opt/shop\nforever start app.js', ['app', 'StartedProgram', 'node app.js', '/opt/shop']],
  ])('%s', (text, expected) => expect(started(text)).toEqual([expected]));
  it.each([
    ['what builds it', 'cd /opt/shop\nnpm ci\nnpm run build\necho done'],
    ['what ends before the script does', 'node migrate.js\necho done'],
    ['what a function that nobody calls would start', 'start() { pm2 start app.js; }\necho done'],
    ['containers of tools', 'docker run --rm acme/migrate up\necho done'],
  ])('nothing of %s', (_, text) => expect(started(text)).toEqual([]));
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      '#!/bin/bash\n',
      '#cloud-config\n',
      'runcmd:\n',
      ' - ',
      'docker run ',
      'sudo ',
      'bash -c "',
      '"',
      '-p ',
      '80:80 ',
    ],
    ...[
      'pm2 start ',
      'cat > /etc/a.service <<EOF\n',
      'EOF\n',
      '[Service]\nExecStart=',
      'write_files:\n',
      '  content: |\n',
      '\n',
    ],
    ...[
      'Content-Type: multipart/mixed; boundary="b"\n',
      '--b\n',
      'Content-Type: text/x-shellscript\n\n',
      '${',
      '}',
      '&',
    ],
  );
  it('is read without a throw', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        expect(() => readMachineSetup('a.sh', parts.join(''))).not.toThrow();
      }),
    );
  });
  it.each([
    ['flags', `docker run ${'-e A=b '.repeat(20_000)}acme/shop`],
    ['marks of others', 'sudo '.repeat(40_000)],
    ['shells in shells', 'bash -c "'.repeat(20_000)],
    ['parts', `Content-Type: multipart/mixed; boundary="b"\n${'--b\n'.repeat(40_000)}`],
    ['letters', `pm2 start ${'a'.repeat(200_000)}`],
  ])('of endless %s takes no seconds', (_, text) => {
    const before = process.cpuUsage().user;
    readMachineSetup('a.sh', text);
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(3);
  });
});
