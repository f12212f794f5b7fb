//! Texts that fit the format.

use std::borrow::Cow;

/// How long the text of a cell may be, in UTF-16 units.
const LONGEST: usize = 32_767;
/// What ends a text that was cut.
const CUT: &str = " … (cut here)";

/// The text, cut where it is too long for a cell.
pub(super) fn fit(text: &str) -> Cow<'_, str> {
    cut_at(text, LONGEST)
}

/// The text, cut where it is longer than this many UTF-16 units.
pub(super) fn cut_at(text: &str, longest: usize) -> Cow<'_, str> {
    if text.len() <= longest || start(text, longest) == text {
        return Cow::Borrowed(text);
    }
    let room = longest - CUT.encode_utf16().count();
    Cow::Owned(format!("{}{CUT}", start(text, room)))
}

/// As much of the text as fits into this many UTF-16 units.
pub(super) fn start(text: &str, room: usize) -> &str {
    let mut used = 0;
    let beyond = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > room
    });
    beyond.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_long_is_cut() {
        let just = "ä".repeat(LONGEST);
        assert!(matches!(fit(&just), Cow::Borrowed(_)));
        for text in [just + "x", "\u{1F4DE}".repeat(LONGEST)] {
            let short = fit(&text);
            assert!(short.ends_with(CUT));
            assert!((LONGEST - 1..=LONGEST).contains(&short.encode_utf16().count()));
        }
    }
}
