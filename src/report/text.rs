//! Text made fit to be shown, whoever wrote it.

use std::borrow::Cow;

use crate::value::is_plain;

/// The text with every character that cannot be seen, or that would act on a terminal, spelled
/// out: `\n`, `\u{1b}`, `\u{a0}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unseen(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The text as `change` gives it; one that stays the same is not copied.
pub(super) fn changed(text: Cow<'_, str>, change: fn(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    let other = match change(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(other) => Some(other),
    };
    other.map_or(text, Cow::Owned)
}

/// Control characters, spaces that are not the plain one, and characters of no width, among them
/// those that turn the direction of writing.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{1680}' | '\u{180e}' | '\u{3000}' | '\u{feff}'
                | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A number of things, in the right one of singular and plural.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        for (text, shown) in [
            ("Jürgen O'Hara \"\\\" 日本", "Jürgen O'Hara \"\\\" 日本"),
            // A letter with its accent as a character of its own stays a letter.
            ("Ju\u{308}rgen", "Ju\u{308}rgen"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\r\nb\tc", "a\\r\\nb\\tc"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("201\u{a0}\u{200b}", "201\\u{a0}\\u{200b}"),
            ("\u{202e}gnp", "\\u{202e}gnp"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn lists_and_counts_read_like_a_sentence() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&parts), "a, b and c");
        assert_eq!(listed(&parts[..2]), "a and b");
        assert_eq!(listed(&parts[..1]), "a");
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }
}
