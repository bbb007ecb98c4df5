import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PATH_UNITS, PathAllocator, safePath, safeSegment } from './paths.ts';

describe('safeSegment', () => {
  it.each([
    ['整改报告（终稿）.pdf', '整改报告（终稿）.pdf'],
    ['a<b>c:d"e|f?g*h\\i/j.txt', 'a_b_c_d_e_f_g_h_i_j.txt'],
    ['换\r\n行\t.doc', '换__行_.doc'],
    ['  两端空格 . . ', '两端空格'],
    ['..', '未命名'],
    ['.', '未命名'],
    ['', '未命名'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['LPT1 .log', '_LPT1 .log'],
    ['COM¹.txt', '_COM¹.txt'],
    ['console.txt', 'console.txt'],
    ['发票\u202efdp.exe', '发票fdp.exe'],
    ['全角\u3000空格.txt', '全角 空格.txt'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['.gitignore', '.gitignore'],
    ['坏\ud800.txt', '坏\ufffd.txt'],
    ['完成率100%.xlsx', '完成率100%.xlsx'],
  ])('%j becomes %j', (raw, safe) => {
    expect(safeSegment(raw)).toBe(safe);
  });

  it('shortens the stem and keeps the extension', () => {
    const name = safeSegment(`${'很'.repeat(300)}.docx`);
    expect(name).toMatch(/^很+~\.docx$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(231);
    expect(safeSegment('😀'.repeat(50), 21).isWellFormed()).toBe(true);
  });

  it('is safe on Windows and Linux for any text, and stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
        const name = safeSegment(raw);
        expect(name).not.toMatch(/[\p{Cc}<>:"|?*\\/]|[. ]$|^ /u);
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(120);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(safeSegment(name)).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('safePath', () => {
  it('never leaves the folder', () => {
    expect(safePath('/etc/passwd')).toBe('etc/passwd');
    expect(safePath('../../a//b')).toBe('未命名/未命名/a/b');
    expect(safePath('C:\\Windows\\x')).toBe('C__Windows_x');
  });
});

describe('PathAllocator', () => {
  it('numbers names that some file system would take for one', () => {
    const names = new PathAllocator();
    const asked = [
      'a/报告.pdf',
      'a/报告.pdf',
      'A/报告.PDF',
      'a/报告?.pdf',
      'a/报告*.pdf',
      'a/e\u0301',
      'a/\u00e9',
    ];
    expect(asked.map((path) => names.allocate(path))).toEqual([
      'a/报告.pdf',
      'a/报告 (2).pdf',
      'a/报告 (3).PDF',
      'a/报告_.pdf',
      'a/报告_ (2).pdf',
      'a/\u00e9',
      'a/\u00e9 (2)',
    ]);
  });

  it('keeps files and folders of one name apart', () => {
    const names = new PathAllocator();
    expect(['a', 'a/b', 'a/c', 'x/y', 'X'].map((path) => names.allocate(path))).toEqual([
      'a',
      'a (2)/b',
      'a (2)/c',
      'x/y',
      'X (2)',
    ]);
  });

  it('gives distinct short paths for any request and the same ones when asked again with them', () => {
    const paths = fc.array(
      fc.array(fc.constantFrom('a', 'A', 'a.', 'a (2)', 'b.txt', 'B.TXT', '很'.repeat(200), '..'), {
        minLength: 1,
        maxLength: 3,
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(paths, (requests) => {
        fc.pre(requests.every((parts) => parts.filter((part) => part.length > 100).length < 2));
        const names = new PathAllocator(10);
        const given = requests.map((parts) => names.allocate(parts.join('/')));
        expect(new Set(given.map((path) => path.toLowerCase())).size).toBe(given.length);
        for (const path of given) expect(path.length + 10).toBeLessThanOrEqual(MAX_PATH_UNITS);
        const again = new PathAllocator(10);
        expect(given.map((path) => again.allocate(path))).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  it('numbers many equal names without slowing down', () => {
    const names = new PathAllocator();
    const given = Array.from({ length: 20_000 }, () => names.allocate('d/扫描件.jpg'));
    expect(given.at(-1)).toBe('d/扫描件 (20000).jpg');
  });

  it('refuses a path that cannot be made short enough', () => {
    const names = new PathAllocator();
    const deep = Array.from({ length: 30 }, () => '文件夹文件夹').join('/');
    expect(() => names.allocate(`${deep}/a.txt`)).toThrow('路径过长');
    expect(() => names.allocate('//')).toThrow('路径为空');
  });
});
