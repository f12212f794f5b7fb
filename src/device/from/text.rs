//! Text of a file on its way into a template.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::escape::{escape, minimal_escape, partial_escape};

/// Copies text so that the template writes it as it is; only the MAC address of the base becomes the
/// variable.
pub(in crate::device) fn literal(text: &str, mac: &str, out: &mut String) {
    let lower = mac.to_ascii_lowercase();
    let special = [
        (mac, "{{ base.mac }}"),
        (lower.as_str(), "{{ base.mac | lower }}"),
        ("{{", "{{ '{{' }}"),
        ("{%", "{{ '{%' }}"),
        ("{#", "{{ '{#' }}"),
    ];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = special.iter().find(|(what, _)| rest.starts_with(what));
        let copied = if let Some((what, instead)) = found {
            out.push_str(instead);
            what.len()
        } else {
            out.push(first);
            first.len_utf8()
        };
        rest = &rest[copied..];
    }
}

/// A value as an attribute of an item, with the quotes around it.
pub(in crate::device) fn attribute(value: &str, mac: &str) -> String {
    let inner = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    let (open, inner, close) = match inner {
        Some(inner) => ("'\"", inner, "\"'"),
        None => ("\"", value, "\""),
    };
    let mut text = open.to_owned();
    literal(&escape(inner), mac, &mut text);
    text.push_str(close);
    text
}

/// A text in an expression of a template.
pub(in crate::device) fn string(value: &str) -> String {
    // JSON spells strings as the templates do.
    serde_json::Value::from(value).to_string()
}

/// The lines of a piece, where nothing else is on them; else the piece alone.
pub(in crate::device) fn whole_lines(text: &str, piece: Range<usize>) -> Range<usize> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r');
    let before = text[..piece.start].trim_end_matches([' ', '\t']);
    let after = text[piece.end..].trim_start_matches(blank);
    if (before.is_empty() || before.ends_with('\n')) && after.starts_with('\n') {
        before.len()..text.len() - after.len() + 1
    } else {
        piece
    }
}

/// Refuses a password of an account in what a template keeps of a file: in the text as it is spelled
/// there, which has the rest blanked, or in a value.
pub(in crate::device) fn must_not_have<'p>(
    text: &str,
    values: &[String],
    passwords: impl Iterator<Item = (String, &'p str)>,
) -> Result<(), String> {
    let passwords = passwords.filter(|(_, password)| !password.is_empty());
    let passwords: BTreeMap<&str, String> = passwords
        .map(|(account, password)| (password, account))
        .collect();
    for (password, account) in passwords {
        let spelled: BTreeSet<_> = [
            password.into(),
            escape(password),
            partial_escape(password),
            minimal_escape(password),
        ]
        .into();
        let in_text = spelled.iter().find_map(|word| {
            let at = find_words(text, word).next()?;
            let line = 1 + text[..at].matches('\n').count();
            Some(format!("line {line} repeats"))
        });
        let in_value = || {
            let mut found = values.iter().flat_map(|value| find_words(value, password));
            found
                .next()
                .map(|_| "an item besides the password repeats".to_owned())
        };
        if let Some(what) = in_text.or_else(in_value) {
            return Err(format!(
                "{what} the password of {account}; remove it from a copy of the file, \
                 and make the template from the copy"
            ));
        }
    }
    Ok(())
}

/// Where a word is that is not a part of a longer one.
fn find_words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let joins = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).filter(move |&at| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !joins(before.chars().next_back(), word.chars().next())
            && !joins(word.chars().next_back(), after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_written_as_it_is_but_for_the_mac() {
        let mut out = String::new();
        literal(
            "{{{%}} ü {# 7C2F80123456 7c2f80123456",
            "7C2F80123456",
            &mut out,
        );
        let environment = minijinja::Environment::new();
        let base = minijinja::context! { base => minijinja::context! { mac => "002104AABBCC" } };
        let text = environment.render_str(&out, base).unwrap();
        assert_eq!(text, "{{{%}} ü {# 002104AABBCC 002104aabbcc");
    }

    #[test]
    fn a_word_is_no_part_of_another() {
        assert_eq!(find_words("12345 1234", "1234").next(), Some(6));
        assert_eq!(find_words("a1234", "1234").next(), None);
        assert_eq!(find_words("a#1234#b", "#1234#").next(), Some(1));
    }

    #[test]
    fn lines_are_taken_whole_where_they_hold_nothing_else() {
        assert_eq!(whole_lines("a\n  b \r\nc", 4..5), 2..8);
        assert_eq!(whole_lines("a b\n", 2..3), 2..3);
        assert_eq!(whole_lines("b", 0..1), 0..1);
    }
}
