//! How people write an identity: with a label before it, and a remark in brackets behind it.

use std::net::IpAddr;

use super::lookalike_digit;

/// Characters beyond which a text is no identity, whatever is in it. It bounds what the careful
/// reading of a spelling costs.
pub(super) const LONGEST: usize = 200;

/// A text, cut at its brackets.
pub(super) struct Segments<'t> {
    /// What is outside of brackets, in order.
    pub outside: Vec<&'t str>,
    /// What is inside of brackets, in order.
    pub inside: Vec<&'t str>,
}

impl<'t> Segments<'t> {
    /// `None` where a bracket is not closed, or where there are brackets in brackets.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let mut segments = Self {
            outside: Vec::new(),
            inside: Vec::new(),
        };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(['(', '[', ')', ']']) {
            let open = rest.as_bytes().get(before.len())?;
            let close = match open {
                b'(' => ')',
                b'[' => ']',
                _ => return None,
            };
            let (inside, after) = after.split_once(close)?;
            if inside.contains(['(', '[', ')', ']']) {
                return None;
            }
            segments.outside.push(before);
            segments.inside.push(inside);
            rest = after;
        }
        segments.outside.push(rest);
        Some(segments)
    }
}

/// A hyphen, or what keyboards, word processors and fonts put in its place.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// What may be between the digits of an identity without meaning anything.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_dash(c) || matches!(c, '.' | ':' | '_')
}

/// What a text that was refused as an identity is instead. It makes messages closer to the mistake,
/// and no value depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LooksLike {
    /// The address of a device in an IP network.
    IpAddress,
    /// A number that is dialled: it begins with `+`.
    PhoneNumber,
    /// A word or a sentence: there is no digit in it.
    Words,
}

impl LooksLike {
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.parse::<IpAddr>().is_ok() {
            return Some(Self::IpAddress);
        }
        if text.starts_with('+') {
            return Some(Self::PhoneNumber);
        }
        let has_digit = text.contains(|c: char| c.is_numeric());
        (!has_digit && !text.is_empty()).then_some(Self::Words)
    }

    /// What it is, as the end of the sentence "this is …".
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::IpAddress => "an IP address",
            Self::PhoneNumber => "a phone number",
            Self::Words => "text",
        }
    }
}

/// Says what is wrong with a character that no identity of this kind has.
pub(super) fn describe_character(letter: char, kind: &str) -> String {
    if let Some(digit) = lookalike_digit(letter) {
        return format!("'{letter}' is a letter, not the digit {digit}");
    }
    match alphabet(letter) {
        Some(alphabet) => format!("this {letter} is {alphabet}; type it with a Latin keyboard"),
        None => format!("{kind} contains no '{}'", letter.escape_debug()),
    }
}

/// The name of the alphabet of a letter that may look like a Latin one.
pub(crate) fn alphabet(c: char) -> Option<&'static str> {
    match c {
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some("Greek"),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' => {
            Some("Cyrillic")
        }
        '\u{531}'..='\u{58f}' => Some("Armenian"),
        '\u{ff01}'..='\u{ff5e}' => Some("full-width"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_cut_out_unless_they_are_nested_or_open() {
        let parts = |text| Segments::of(text).map(|parts| (parts.outside, parts.inside));
        assert_eq!(parts("a"), Some((vec!["a"], vec![])));
        assert_eq!(parts("a (b) c"), Some((vec!["a ", " c"], vec!["b"])));
        assert_eq!(parts("[a](b)"), Some((vec!["", "", ""], vec!["a", "b"])));
        for text in ["a (b", "a) b", "a (b (c))", "a (b]", "(a [b) c]"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
