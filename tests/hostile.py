"""Values that people or programs send to break things; every field and address gets each."""

# A mark that would stand on the page as it is, were anything printed without escaping.
MARK = '<x7 onload=alert(1)>"\'&{{7*7}}'

CONTROLS = [
    '\x00', 'a\x00b', '\x01', '\x07', '\x08', '\x0b', '\x1b[31m', '\x1f', '\x7f', '\x80', '\x9f',
    '\u00ad', '\u200b', '\u200d', '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff', '\U0010ffff',
    '\ue000', '\uf0b7', '\r', '\n', '\r\n', '\t', '\v', '\f', 'a\r\nSet-Cookie: x=1',
    'a\nLocation: https://evil.example/']
DIRECTIONS = [
    '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069',
    'cod\u202efdp.exe', '\u061c', '\u200e', '\u200f']
TEXTS = [
    '', ' ', '\u00a0', '\u3000', 'и\u0306', '\u0439', 'Z' + '\u0353\u0318\u0341' * 60,
    '👩‍👩‍👧‍👦', '🇷🇺', '\U0001f600' * 50, 'ﬁ', 'İ', 'ß' * 20, '１２３', '²', '٣', '९', '½', '0x10',
    '1e309', '-1', '+1', '1_000', '007', '1.5', '1,5', ' 12 ', '١٢', 'NaN', 'Infinity', 'None',
    'null', 'true', '[]', '{}', 'undefined', str(2 ** 31), str(2 ** 63), str(2 ** 64), '9' * 400,
    '9' * 5000]
MARKUP = [
    MARK, '<script>alert(1)</script>', '</textarea><script>alert(1)</script>',
    '</title><svg onload=alert(1)>', '"><img src=x onerror=alert(1)>', "' onfocus=alert(1) x='",
    'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', '<!--', ']]>', '&lt;x7&gt;',
    '&#60;x7&#62;', '%3Cx7%3E', '\\u003cx7\\u003e', '<x7\x00>', '<\u017fcript>']
INJECTIONS = [
    "' OR '1'='1", "'; DROP TABLE submission; --", '" OR ""="', '1 UNION SELECT NULL', '%', '_',
    '%%', '\\', "\\'", '{{7*7}}', '{% for x in ().__class__ %}{% endfor %}', '${7*7}', '#{7*7}',
    '{0.__class__}', '{self.__init__.__globals__}', '%s%n%x', '$(id)', '`id`', '; id', '| id',
    '=1+1', '=HYPERLINK("https://evil.example")', '+1', '-1+1', '@SUM(A1)', '＝1+1', '\t=1',
    '../../../../etc/passwd', '..\\..\\x', '/etc/passwd', 'file:///etc/passwd', 'C:\\x', '~',
    'CON', 'https://evil.example/', '//evil.example', '/\\evil.example', '*', '?', '#', '/', '.',
    '..', ';', ':', '|', '<', '>', '"']
LONG = ['a' * 65, 'a' * 201, 'я' * 1001, 'a ' * 5000, 'а\n' * 10_000, 'a' * 100_000, ' ' * 100_000]

VALUES = [*CONTROLS, *DIRECTIONS, *TEXTS, *MARKUP, *INJECTIONS, *LONG]
# What no text can hold but bytes can: broken UTF-8, halves of characters, escapes cut short.
BYTES = [b'%ff', b'%c3%28', b'%ed%a0%80', b'%ed%b0%80', b'%f8%a1%a1%a1%a1', b'%', b'%z', b'%u0041',
         b'%c0%af', b'%e2%80', b'%00', b'+', b'%2500', b'\xff\xfe', b'\xc3(']
