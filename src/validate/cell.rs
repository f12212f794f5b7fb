//! A cell -> the text that was meant.
//!
//! Spreadsheets turn text into numbers, dates and errors. A value is repaired only where exactly one reading is
//! possible, and then a finding says so.

use std::borrow::Cow;

mod meaning;
mod number;

use crate::finding::Problem;
use crate::input::{Cell, CellKind};
use crate::value::{Field, is_number, is_one_of, is_plain};

/// What a cell holds for a field: nothing, a text with what must be said about it, or a fault.
pub(super) enum Content<'r> {
    Empty,
    Text(Cow<'r, str>, Vec<Problem>),
    Fault(Problem),
}

/// Reads the cell of a field.
pub(super) fn read(field: Field, cell: Cell<'_>) -> Content<'_> {
    match cell.kind {
        CellKind::Empty => Content::Empty,
        CellKind::Date => Content::Fault(Problem::DateCell),
        CellKind::Boolean => Content::Fault(Problem::BooleanCell),
        CellKind::Error => Content::Fault(Problem::ErrorCell),
        CellKind::Formula => Content::Fault(Problem::FormulaWithoutValue),
        CellKind::Number => number::read(field, cell.text),
        CellKind::Text => text(field, cell.text),
    }
}

/// What is wrong with a cell of a bases table that is taken as it is.
pub(super) fn fault_of_setting(cell: Cell<'_>) -> Option<Problem> {
    match cell.kind {
        CellKind::Error => return Some(Problem::ErrorCell),
        CellKind::Formula => return Some(Problem::FormulaWithoutValue),
        _ if is_formula_error(cell.text) => return Some(Problem::ErrorCell),
        _ => {}
    }
    let is_forbidden = |c: &char| c.is_control() || *c == '\u{fffd}';
    let mut text = cell.text.trim().chars();
    text.find(is_forbidden).map(Problem::ForbiddenCharacter)
}

fn text(field: Field, text: &str) -> Content<'_> {
    if !is_clean(text) || !meaning::is_itself(field, text) {
        return closely(field, text);
    }
    if !is_name(field) && is_power_of_ten(text) {
        return Content::Fault(Problem::ScientificNotation);
    }
    number::read_text(field, text).unwrap_or(Content::Text(text.into(), Vec::new()))
}

/// What [`text`] reads where its quick looks do not settle it.
#[cold]
fn closely(field: Field, text: &str) -> Content<'_> {
    if !is_name(field) && is_power_of_ten(text.trim()) {
        return Content::Fault(Problem::ScientificNotation);
    }
    let content = if is_clean(text) {
        Content::Text(text.into(), Vec::new())
    } else {
        carefully(field, text)
    };
    match content {
        Content::Text(text, problems) => meaning::of(field, text, problems),
        content => content,
    }
}

/// Whether there is certainly nothing to clean away, and no error, by a quick look.
fn is_clean(text: &str) -> bool {
    let ends_in_space = text.starts_with(' ') || text.ends_with(' ');
    let may_be_error = text.starts_with('#') || text.starts_with("Err:");
    !text.is_empty() && !ends_in_space && !may_be_error && is_plain(text)
}

/// What [`is_clean`] says nothing of.
fn carefully(field: Field, text: &str) -> Content<'_> {
    if is_formula_error(text) {
        Content::Fault(Problem::ErrorCell)
    } else if field == Field::Password {
        password(text)
    } else {
        cleaned(field, text)
    }
}

pub(super) fn is_name(field: Field) -> bool {
    matches!(
        field,
        Field::DisplayName | Field::AccountName | Field::FirstName | Field::LastName
    )
}

/// A password is taken as it is, or not at all where nobody can see what it is.
fn password(text: &str) -> Content<'_> {
    let at_an_end = |c: &char| c.is_whitespace() && (text.starts_with(*c) || text.ends_with(*c));
    match text.chars().find(|c| is_invisible(*c) || at_an_end(c)) {
        Some(_) if text.trim_matches(is_unseen).is_empty() => Content::Empty,
        Some(c) => Content::Fault(Problem::InvisibleInPassword(c)),
        None => Content::Text(text.into(), Vec::new()),
    }
}

/// Takes away what cannot be seen: at the ends, and in identifiers everywhere.
fn cleaned(field: Field, text: &str) -> Content<'_> {
    let trimmed = text.trim_matches(is_unseen);
    if trimmed.is_empty() {
        return Content::Empty;
    }
    let mut problems = Vec::new();
    if let Some(c) = text.chars().find(|c| is_invisible(*c)) {
        problems.push(Problem::InvisibleDropped(c));
    } else if trimmed.len() != text.len() {
        problems.push(Problem::SurroundingSpace);
    }
    let is_name = is_name(field);
    let has_wide = !is_name && trimmed.contains(|c| ordinary(c).is_some());
    if has_wide {
        problems.push(Problem::WideCharacters);
    }
    if !has_wide && !trimmed.chars().any(is_invisible) {
        return Content::Text(trimmed.into(), problems);
    }
    let visible = trimmed.chars().filter_map(|c| match c {
        // Between the words of a name a no-break space is a space.
        c if is_invisible(c) && c.is_whitespace() && is_name => Some(' '),
        c if is_name => (!is_invisible(c)).then_some(c),
        c => (!is_invisible(c)).then(|| ordinary(c).unwrap_or(c)),
    });
    Content::Text(visible.collect::<String>().into(), problems)
}

/// The ordinary form of a letter, digit or sign of double width.
fn ordinary(c: char) -> Option<char> {
    let offset = u32::from(c)
        .checked_sub(0xFF01)
        .filter(|offset| *offset < 0x5E)?;
    char::from_u32(u32::from('!') + offset)
}

pub(super) fn is_unseen(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters that a person cannot see, or cannot tell from an ordinary space.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{180e}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
            // Spaces of other widths, characters of no width, marks of writing direction.
            | '\u{2000}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
    )
}

/// The names that Excel and LibreOffice give to errors in English, German, French, Italian, Spanish and
/// Dutch, which stay as text in a CSV.
const FORMULA_ERRORS: &str = "N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME?|DIV/0!|NUM!|ZAHL!|NULL!|SPILL!|CALC!|VALEUR!|NOM?|\
     NOMBRE!|NUL!|N/D|RIF!|VALORE!|NOME?|¡REF!|¡VALOR!|¿NOMBRE?|¡DIV/0!|¡NUM!|¡NULO!|N/B|VERW!|\
     WAARDE!|NAAM?|DEEL/0!|GETAL!|LEEG!";

/// Whether a text is such a name, or the row of `#` that a column too narrow for its number leaves.
fn is_formula_error(text: &str) -> bool {
    let Some(name) = text.trim().strip_prefix('#') else {
        return text.starts_with("Err:5");
    };
    is_one_of(FORMULA_ERRORS, name) || (name.len() >= 3 && name.bytes().all(|byte| byte == b'#'))
}

/// `2.98765E+17`, or `2,98765E+17` from a German export.
fn is_power_of_ten(text: &str) -> bool {
    // Two characters tell it from nearly everything else.
    if !matches!(
        text.as_bytes(),
        [b'0'..=b'9', b'.' | b',' | b'E' | b'e', ..]
    ) {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let Some(exponent) = exponent.strip_prefix(['+', '-']) else {
        return false;
    };
    let (_, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    is_number(exponent) && exponent.len() <= 3 && is_number(fraction)
}

/// A lookup that finds nothing gives 0, and a position or provider of 0 says so by itself.
fn lookup_result(field: Field, text: Cow<'_, str>, mut problems: Vec<Problem>) -> Content<'_> {
    match field {
        Field::Position | Field::Provider => Content::Text(text, problems),
        Field::Ipui | Field::BaseMac => Content::Fault(Problem::LookupResult(field)),
        _ => {
            problems.push(Problem::LookupResult(field));
            Content::Text(text, problems)
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Code;
    use crate::value::Ipui;

    pub(in crate::validate) fn codes(
        field: Field,
        kind: CellKind,
        text: &str,
    ) -> (Option<String>, Vec<Code>) {
        match read(field, Cell { kind, text }) {
            Content::Empty => (None, vec![]),
            Content::Text(text, problems) => (
                Some(text.into_owned()),
                problems.iter().map(Problem::code).collect(),
            ),
            Content::Fault(problem) => (None, vec![problem.code()]),
        }
    }

    #[test]
    fn numbers_are_mended_only_where_one_reading_is_possible() {
        for (field, number, read, code) in [
            (
                Field::Ipui,
                "298765123",
                Some("0298765123"),
                Some(Code::LostLeadingZero),
            ),
            (Field::Ipui, "107270304537", Some("107270304537"), None),
            (Field::Ipui, "1460156577", Some("1460156577"), None),
            // 00146 0156577 9 without its zeros.
            (
                Field::Ipui,
                "14601565779",
                Some("0014601565779"),
                Some(Code::LostLeadingZero),
            ),
            (
                Field::Ipui,
                "298765000000000000",
                None,
                Some(Code::LostPrecision),
            ),
            (Field::Ipui, "2.5", None, Some(Code::NumericCell)),
            (Field::Ipui, "-298765123", None, Some(Code::NumericCell)),
            (
                Field::BaseMac,
                "2104123456",
                Some("002104123456"),
                Some(Code::LostLeadingZero),
            ),
            (Field::Extension, "12", Some("12"), Some(Code::NumericCell)),
            (Field::Position, "12", Some("12"), None),
            // 0298765100 or 02987651E2, 0002987651 or 02987651E0.
            (Field::Ipui, "298765100", None, Some(Code::LostLeadingZero)),
            (Field::Ipui, "2987651", None, Some(Code::LostLeadingZero)),
            // 29876 1000000 or 02987610E5.
            (
                Field::Ipui,
                "298761000000",
                None,
                Some(Code::LostLeadingZero),
            ),
            // 002104123400 or 0021041234E2.
            (
                Field::BaseMac,
                "2104123400",
                None,
                Some(Code::LostLeadingZero),
            ),
            (Field::BaseMac, "5", None, Some(Code::LostLeadingZero)),
        ] {
            let expected = (read.map(str::to_owned), code.into_iter().collect());
            assert_eq!(
                codes(field, CellKind::Number, number),
                expected,
                "{field} {number}"
            );
        }
    }

    #[test]
    fn an_ipei_number_with_two_readings_is_refused() {
        // Found by search: twelve digits that are an IPEI, and with a zero in front also an IPEI with
        // a right check digit.
        let two = (0..1_048_576_u32)
            .filter_map(|psn| Ipui::from_ipei(1000, psn).ok())
            .map(|ipui| {
                ipui.ipei()
                    .replace(' ', "")
                    .trim_start_matches('0')
                    .to_owned()
            })
            .find(|digits| {
                digits.len() == 12 && !digits.ends_with('*') && digits.parse::<Ipui>().is_ok()
            })
            .unwrap();
        assert_eq!(
            codes(Field::Ipui, CellKind::Number, &two),
            (None, vec![Code::LostLeadingZero])
        );
    }

    #[test]
    fn what_cannot_be_seen_is_left_out_of_identifiers_and_refused_in_passwords() {
        for (field, text, read, code) in [
            (Field::Extension, "201", Some("201"), None),
            (
                Field::Extension,
                " 201 ",
                Some("201"),
                Some(Code::SurroundingSpace),
            ),
            (
                Field::Extension,
                "2\u{200b}01",
                Some("201"),
                Some(Code::InvisibleCharacter),
            ),
            (
                Field::Extension,
                "201\u{a0}",
                Some("201"),
                Some(Code::InvisibleCharacter),
            ),
            (Field::Extension, " \u{a0} ", None, None),
            (
                Field::DisplayName,
                "Anna\u{a0}Berg",
                Some("Anna Berg"),
                Some(Code::InvisibleCharacter),
            ),
            (Field::DisplayName, "Anna Berg", Some("Anna Berg"), None),
            (Field::Password, "se cret", Some("se cret"), None),
            (
                Field::Password,
                "secret ",
                None,
                Some(Code::InvisibleCharacter),
            ),
            (
                Field::Password,
                "sec\u{200b}ret",
                None,
                Some(Code::InvisibleCharacter),
            ),
            (Field::Password, "  ", None, None),
            (
                Field::Ipui,
                "０２９Ｅ74A599",
                Some("029E74A599"),
                Some(Code::WideCharacter),
            ),
            (Field::DisplayName, "Ａnna", Some("Ａnna"), None),
        ] {
            let expected = (read.map(str::to_owned), code.into_iter().collect());
            assert_eq!(
                codes(field, CellKind::Text, text),
                expected,
                "{field} {text:?}"
            );
        }
    }

    #[test]
    fn a_text_may_be_a_number_without_its_zeros_too() {
        let read = |field, text| match read(
            field,
            Cell {
                kind: CellKind::Text,
                text,
            },
        ) {
            Content::Text(text, problems) => (text.into_owned(), problems.len()),
            Content::Empty | Content::Fault(_) => unreachable!("{text}"),
        };
        for (field, text, value) in [
            (Field::Ipui, "298765123", "0298765123"),
            (Field::Ipui, "92263101", "0092263101"),
            // 00146 0156577 9, with its check digit.
            (Field::Ipui, "14601565779", "0014601565779"),
            (Field::BaseMac, "2104123456", "002104123456"),
        ] {
            assert_eq!(read(field, text), (value.to_owned(), 1), "{text}");
        }
        for (field, text) in [
            (Field::Ipui, "1460156577"),
            (Field::Ipui, "107270000000"),
            (Field::Ipui, "022631234"),
            (Field::Ipui, "226310"),
            (Field::Ipui, "29E74A599"),
            (Field::BaseMac, "9904123456"),
            (Field::Extension, "12"),
        ] {
            assert_eq!(read(field, text), (text.to_owned(), 0), "{text}");
        }
    }

    #[test]
    fn powers_of_ten_and_formula_errors_are_seen_in_text() {
        for text in ["2,98765E+17", "2.98765E+17", "3E+11", "1e-7"] {
            assert_eq!(
                codes(Field::Ipui, CellKind::Text, text).1,
                [Code::ScientificNotation],
                "{text}"
            );
        }
        for text in ["0298765E12", "029E745599", "E+5", "12E+5", "02-9E-74-A5-99"] {
            assert_eq!(codes(Field::Ipui, CellKind::Text, text).1, [], "{text}");
        }
        for text in [
            "#N/A", "#REF!", "#NV", "#NAME?", "#VALEUR!", "#¡REF!", "#N/B", "####",
        ] {
            assert_eq!(
                codes(Field::Extension, CellKind::Text, text).1,
                [Code::ErrorCell],
                "{text}"
            );
        }
        assert_eq!(codes(Field::Extension, CellKind::Text, "#21").1, []);
    }

    /// Asserts that the careful look finds nothing in a text that the quick one passes.
    fn assert_quick_look_is_right(text: &str) {
        for field in Field::ALL.into_iter().filter(|_| is_clean(text)) {
            match carefully(field, text) {
                Content::Text(same, problems) => {
                    assert_eq!((&*same, &*problems), (text, [].as_slice()), "{field}");
                }
                Content::Empty | Content::Fault(_) => panic!("{field} {text:?}"),
            }
        }
    }

    #[test]
    fn the_quick_look_passes_no_character_that_the_careful_one_finds() {
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            assert_quick_look_is_right(c.encode_utf8(&mut bytes));
        }
    }

    proptest! {
        #[test]
        fn the_quick_look_passes_no_text_that_the_careful_one_finds(
            text in "(Err:5|#|# | )?[ -~¡-ɿ\u{a0}\u{200b}０\t]{0,6}(N/A|REF!|##|07| )?",
            any in any::<String>(),
        ) {
            assert_quick_look_is_right(&text);
            assert_quick_look_is_right(&any);
        }

        #[test]
        fn a_power_of_ten_is_one_digit_with_decimals_and_a_signed_exponent(
            text in "[0-9]{0,2}[.,]?[0-9]{0,3}[Ee]?[+-]?[0-9]{0,4}x?",
        ) {
            let bare = text.replace(',', ".").to_lowercase();
            let expected = bare.split_once('e').is_some_and(|(mantissa, exponent)| {
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
                let power = exponent.trim_start_matches(['+', '-']);
                exponent.len() == power.len() + 1
                    && (1..=3).contains(&power.len())
                    && whole.len() == 1
                    && !decimals.is_empty()
                    && [whole, decimals, power].into_iter().all(digits)
            });
            prop_assert_eq!(is_power_of_ten(&text), expected, "{:?}", text);
        }
    }
}
