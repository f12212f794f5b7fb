//! Texts that fit the format.

use std::borrow::Cow;

/// How long the text of a cell may be, in UTF-16 units.
const LONGEST: usize = 32_767;
/// What stands where a text was cut.
const CUT: &str = " … (cut here)";

/// The text, cut where it is too long for a cell.
pub(super) fn fit(text: &str) -> Cow<'_, str> {
    cut_at(text, LONGEST)
}

/// The text, cut where it is longer than this many UTF-16 units.
pub(super) fn cut_at(text: &str, longest: usize) -> Cow<'_, str> {
    if text.len() <= longest || text.encode_utf16().count() <= longest {
        return Cow::Borrowed(text);
    }
    let mut room = longest - CUT.encode_utf16().count();
    let mut short = String::new();
    for c in text.chars() {
        let Some(rest) = room.checked_sub(c.len_utf16()) else {
            break;
        };
        room = rest;
        short.push(c);
    }
    short.push_str(CUT);
    Cow::Owned(short)
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
