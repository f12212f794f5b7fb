//! A clean text -> what it means: a word for nothing, a trace of another program, or itself.
//!
//! People type `-` and `n/a` where there is nothing, lookups return 0, and programs export masks in
//! place of passwords, decimals in whole numbers and garbled letters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::number;
use super::{Content, is_name};
use crate::finding::Problem;
use crate::value::{
    Field, has_entity, has_letters_apart, is_garbled, is_mask, is_ordinary_name,
    is_ordinary_secret, is_sample_name, name_says_none, says_none,
};

/// Whether a plain text certainly means itself, by a quick look that nearly every value passes: what
/// [`of`] finds in values has no digit, is 0 or ends in a decimal 0.
pub(super) fn is_itself(field: Field, text: &str) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    match (field, text.as_bytes()) {
        (field, _) if is_name(field) => is_ordinary_name(text),
        (_, [b'0'] | [.., b'.' | b',', b'0']) => false,
        (Field::Password, bytes) => {
            bytes.is_ascii() && (bytes.iter().any(is_digit) || is_ordinary_secret(text))
        }
        (_, [first, ..]) if is_digit(first) => true,
        (_, bytes) => bytes.iter().rev().any(is_digit),
    }
}

/// What a text means that has been cleaned; `problems` is what must be said of it so far.
pub(super) fn of(field: Field, text: Cow<'_, str>, problems: Vec<Problem>) -> Content<'_> {
    if text == "0" {
        return super::lookup_result(field, text, problems);
    }
    if is_ditto(field, &text) {
        return Content::Fault(Problem::DittoMark(field));
    }
    match field {
        _ if is_name(field) => name(field, text, problems),
        _ if says_none(&text) => Content::Empty,
        Field::Password => secret(text, problems),
        _ => match number::without_decimals(field, &text) {
            Some(content) => content,
            None if problems.is_empty() => {
                number::read_text(field, &text).unwrap_or(Content::Text(text, problems))
            }
            None => Content::Text(text, problems),
        },
    }
}

/// Whether a text means the value above it: a mark, or a word that is no name.
fn is_ditto(field: Field, text: &str) -> bool {
    const MARKS: [char; 9] = ['"', '\'', '´', '`', '„', '“', '”', '〃', '″'];
    const WORDS: [&str; 5] = ["dito", "ditto", "idem", "do.", "id."];
    // With dashes around it at most, `- " -`.
    let is_short = text.chars().take(6).count() < 6;
    let mark = text.trim_matches(|c: char| c == ' ' || c == '-' || c == '–' || c == '—');
    let is_mark = is_short
        && mark.chars().all(|c| MARKS.contains(&c))
        && (1..3).contains(&mark.chars().count());
    is_mark || (!is_name(field) && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

fn name(field: Field, text: Cow<'_, str>, mut problems: Vec<Problem>) -> Content<'_> {
    if name_says_none(&text) {
        return Content::Empty;
    }
    if is_garbled(&text) || has_entity(&text) {
        problems.push(Problem::Garbled(field));
    }
    if matches!(field, Field::DisplayName | Field::LastName) && is_sample_name(&text) {
        problems.push(Problem::SampleRow);
    }
    if has_letters_apart(&text) {
        let composed: String = text.nfc().collect();
        if composed != text {
            problems.push(Problem::LettersApart);
            return Content::Text(composed.into(), problems);
        }
    }
    Content::Text(text, problems)
}

fn secret(text: Cow<'_, str>, mut problems: Vec<Problem>) -> Content<'_> {
    if is_mask(&text) {
        problems.push(Problem::MaskedPassword);
    }
    if is_garbled(&text) {
        return Content::Fault(Problem::Garbled(Field::Password));
    }
    if has_letters_apart(&text) {
        return Content::Fault(Problem::LettersApartInPassword);
    }
    Content::Text(text, problems)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::codes;
    use super::*;
    use crate::finding::Code;
    use crate::input::CellKind;
    use crate::value::is_plain;

    #[test]
    fn a_cell_that_says_that_there_is_none_is_empty() {
        for field in [
            Field::Ipui,
            Field::Login,
            Field::Voicemail,
            Field::Position,
            Field::Provider,
        ] {
            for text in ["-", " – ", "n/a", "None", "keins", "entfällt"] {
                assert_eq!(
                    codes(field, CellKind::Text, text),
                    (None, vec![]),
                    "{field} {text}"
                );
            }
        }
        for field in [
            Field::Password,
            Field::DisplayName,
            Field::Extension,
            Field::BaseMac,
        ] {
            assert_eq!(codes(field, CellKind::Text, "-"), (None, vec![]), "{field}");
        }
        for (field, text) in [
            (Field::DisplayName, "None"),
            (Field::Password, "-a-"),
            (Field::Ipui, "folgt"),
        ] {
            assert_eq!(
                codes(field, CellKind::Text, text),
                (Some(text.into()), vec![])
            );
        }
    }

    #[test]
    fn a_zero_alone_is_what_a_lookup_finds_where_there_is_nothing() {
        for kind in [CellKind::Text, CellKind::Number] {
            for field in Field::ALL {
                let found = codes(field, kind, "0").1.contains(&Code::LookupResult);
                let is_number = matches!(field, Field::Position | Field::Provider);
                assert_eq!(found, !is_number, "{field}");
            }
        }
    }

    #[test]
    fn a_ditto_mark_is_no_value() {
        for field in [Field::Password, Field::BaseMac, Field::DisplayName] {
            for text in ["\"", "''", "\u{201e}", "-\"-", "- \u{3003} -"] {
                assert_eq!(
                    codes(field, CellKind::Text, text),
                    (None, vec![Code::MissingValue]),
                    "{field} {text}"
                );
            }
        }
        assert_eq!(
            codes(Field::BaseMac, CellKind::Text, "Dito").1,
            [Code::MissingValue]
        );
        for (field, text) in [
            (Field::DisplayName, "Dito"),
            (Field::Password, "'-a-'"),
            (Field::Password, "'''"),
        ] {
            assert_eq!(
                codes(field, CellKind::Text, text),
                (Some(text.into()), vec![])
            );
        }
    }

    #[test]
    fn decimals_of_zero_are_left_out_and_said() {
        for (field, text, read, code) in [
            (Field::Extension, "201.0", Some("201"), Code::NumericCell),
            (Field::Voicemail, "97,0", Some("97"), Code::NumericCell),
            (Field::Login, "201.0", Some("201"), Code::NumericCell),
            (Field::Position, "5.0", Some("5"), Code::NumericCell),
        ] {
            assert_eq!(
                codes(field, CellKind::Text, text),
                (read.map(str::to_owned), vec![code])
            );
        }
        for (text, read) in [("298765123.0", Some("0298765123")), ("298765100.0", None)] {
            let (found, codes) = codes(Field::Ipui, CellKind::Text, text);
            assert_eq!(found.as_deref(), read, "{text}");
            assert_eq!(codes[0], Code::LostLeadingZero, "{text}");
        }
        for (field, text) in [
            (Field::Extension, "201.5"),
            (Field::Password, "201.0"),
            (Field::Extension, ".0"),
        ] {
            assert_eq!(
                codes(field, CellKind::Text, text),
                (Some(text.into()), vec![])
            );
        }
    }

    #[test]
    fn text_that_was_garbled_is_said_in_names_and_refused_in_passwords() {
        for (field, text, read, code) in [
            (
                Field::DisplayName,
                "JÃ¼rgen",
                Some("JÃ¼rgen"),
                Some(Code::GarbledText),
            ),
            (
                Field::AccountName,
                "J&uuml;rgen",
                Some("J&uuml;rgen"),
                Some(Code::GarbledText),
            ),
            (
                Field::DisplayName,
                "Ju\u{308}rgen",
                Some("Jürgen"),
                Some(Code::GarbledText),
            ),
            (Field::DisplayName, "Jürgen", Some("Jürgen"), None),
            (Field::Password, "JÃ¼rgen", None, Some(Code::GarbledText)),
            (
                Field::Password,
                "Ju\u{308}rgen",
                None,
                Some(Code::GarbledText),
            ),
            (Field::Password, "a&amp;b", Some("a&amp;b"), None),
            (
                Field::DisplayName,
                "Mustermann, Max",
                Some("Mustermann, Max"),
                Some(Code::SampleRow),
            ),
            (
                Field::Password,
                "•••••",
                Some("•••••"),
                Some(Code::MaskedPassword),
            ),
        ] {
            let expected = (read.map(str::to_owned), code.into_iter().collect());
            assert_eq!(
                codes(field, CellKind::Text, text),
                expected,
                "{field} {text}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_quick_look_passes_nothing_that_the_close_one_finds(
            text in "[Mm]uster(mann)?(, Max)?|(Max )?Mustermann|John Doe|[0-9.,*xX•–-]{0,4}|n/a|tbd|.{0,12}|[a-z0]{1,3}",
        ) {
            let is_itself = |field: &Field| is_plain(&text) && is_itself(*field, &text);
            for field in Field::ALL.into_iter().filter(is_itself) {
                match of(field, text.as_str().into(), Vec::new()) {
                    Content::Text(same, problems) => {
                        prop_assert_eq!((&*same, problems), (text.as_str(), vec![]), "{}", field);
                    }
                    Content::Empty | Content::Fault(_) => prop_assert!(false, "{} {}", field, text),
                }
            }
        }
    }
}
