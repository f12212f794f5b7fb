//! Expressions that nest so deeply that working on them would overflow the stack, which no message
//! could report any more. The engine bounds brackets and blocks, but not chains such as `a|f|f|f`.

/// How many bytes an expression may have between two commas of one level: each can be one more level. The engine
/// gets through more than three times as many.
const MOST_BYTES: usize = 5000;
/// How many `elif` may follow each other.
const MOST_BRANCHES: usize = 1000;

/// The line, from 1, of the first tag that nests too deeply.
pub(super) fn too_deep(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let (mut at, mut branches) = (0, 0);
    while let Some(found) = memchr::memchr(b'{', &bytes[at..]) {
        let start = at + found;
        at = start + 2;
        let end = match bytes.get(start + 1) {
            Some(b'#') => {
                at += memchr::memmem::find(&bytes[at..], b"#}").unwrap_or(bytes.len() - at);
                continue;
            }
            Some(b'%') => *b"%}",
            Some(b'{') => *b"}}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let word = bytes[at..].trim_ascii_start();
        let word = word.strip_prefix(b"-").unwrap_or(word).trim_ascii_start();
        if word.starts_with(b"elif") {
            branches += 1;
        } else if word.starts_with(b"endif") {
            branches = 0;
        }
        let (longest, len) = longest_stretch(&bytes[at..], end);
        if longest > MOST_BYTES || branches > MOST_BRANCHES {
            return Some(1 + memchr::memchr_iter(b'\n', &bytes[..start]).count());
        }
        at += len;
    }
    None
}

/// The bytes between two commas of a tag, without texts and spaces, at most; and how long it is. A
/// comma separates only within its own brackets: each link of `a(1,2)(1,2)` is one more level.
fn longest_stretch(tag: &[u8], end: [u8; 2]) -> (usize, usize) {
    let (mut longest, mut stretch) = (0, 0);
    // Of each open bracket: the stretch before its first value, and the longest one in it.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut quote = None;
    let mut at = 0;
    while let Some(&byte) = tag.get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(mark), byte) => quote = quote.filter(|_| byte != mark),
            (None, _) if open.is_empty() && tag[at..].starts_with(&end) => break,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b',') => {
                stretch = open.last_mut().map_or(0, |(before, most)| {
                    *most = stretch.max(*most);
                    *before
                });
            }
            (None, byte) if byte.is_ascii_whitespace() => {}
            (None, byte) => {
                stretch += 1;
                match byte {
                    b'(' | b'[' | b'{' => open.push((stretch, stretch)),
                    b')' | b']' | b'}' => {
                        stretch = open.pop().map_or(stretch, |(_, most)| stretch.max(most));
                    }
                    _ => {}
                }
                longest = longest.max(stretch);
            }
        }
        at += 1;
    }
    (longest, at.min(tag.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_found_and_long_lists_and_texts_are_not() {
        for link in [
            "|e",
            ".a",
            "[0]",
            "()",
            "+1",
            "~1",
            " and 1",
            " is true",
            "(1,2)",
            "+[1,2]",
            "|e({'a':1,},)",
        ] {
            let chain = format!("<a>\n{{{{ 1{} }}}}", link.repeat(MOST_BYTES));
            assert_eq!(too_deep(&chain), Some(2), "{link}");
        }
        let not = "not ".repeat(MOST_BYTES);
        assert_eq!(too_deep(&format!("{{% if {not}1 %}}")), Some(1));
        let elif = "{%- elif 0 %}".repeat(MOST_BRANCHES + 1);
        assert_eq!(
            too_deep(&format!("{{% if 0 %}}{elif}{{% endif %}}")),
            Some(1)
        );
        let long = "x".repeat(MOST_BYTES * 2);
        let list = "\"a\", ".repeat(MOST_BYTES);
        let whole = "{% if 0 %}{% elif 1 %}{% endif %}".repeat(MOST_BRANCHES * 2);
        for fine in [
            format!("{{% set a = \"{long}\" %}}{long}{{# {long} #}}"),
            format!("{{% set a = [{list}] %}}{{{{ {{'a': '}}}}{{{{\\''}} }}}}{long}"),
            format!("{{{{ [{}] }}}}", "f(1, [2, 3]), ".repeat(MOST_BYTES)),
            format!("{whole}{{"),
            "{{".to_owned(),
            "{%".to_owned(),
            "{#".to_owned(),
            "{{ '\\".to_owned(),
        ] {
            assert_eq!(too_deep(&fine), None);
        }
    }
}
