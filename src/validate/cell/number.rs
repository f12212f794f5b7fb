//! A number where text belongs -> the text that was typed, where only one can have been.
//!
//! A spreadsheet takes leading zeros away, and takes an `E` between digits for a power of ten. What
//! was typed is mended where one reading is possible, and refused with all of them where several are.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::Content;
use crate::finding::Problem;
use crate::value::{Field, Ipui, Mac, is_number};

/// Digits that a spreadsheet's number keeps; those beyond are rounded to zeros.
const EXACT_DIGITS: usize = 15;
/// Digits of a MAC address.
const MAC_DIGITS: usize = 12;
/// Digits of an IPUI.
const IPUI_DIGITS: usize = 10;
/// Digits of an IPEI without its check digit.
const IPEI_DIGITS: usize = 12;
/// How many digits may be left of an IPUI that lost its leading zeros. The first is always 0; a
/// number that would need more than three is more likely something else.
const IPUI_REMAINS: RangeInclusive<usize> = 7..=9;

/// A number without its leading zeros is text like any other in a file that a spreadsheet exported, and
/// in a column that was formatted as text afterwards. It is corrected where only one reading is possible.
pub(super) fn read_text<'r>(field: Field, digits: &str) -> Option<Content<'r>> {
    let readings: fn(&str) -> Vec<String> = match field {
        // Twelve digits are an IPEI as it is; of a number that long a spreadsheet shows a power of ten.
        Field::Ipui if digits.len() < IPEI_DIGITS => ipui_readings,
        Field::BaseMac if digits.len() < MAC_DIGITS => {
            |digits| with_known_prefix(&mac_readings(digits))
        }
        _ => return None,
    };
    if digits.starts_with('0') || !is_number(digits) {
        return None;
    }
    single(digits, &readings(digits))
}

/// A whole number that a program wrote with a decimal, as those do that take numbers for measures:
/// `201.0` is 201.
pub(super) fn without_decimals<'r>(field: Field, text: &str) -> Option<Content<'r>> {
    let digits = text
        .strip_suffix(".0")
        .or_else(|| text.strip_suffix(",0"))?;
    if !is_number(digits) {
        return None;
    }
    let problem = Problem::DecimalsDropped;
    Some(match field {
        Field::Ipui | Field::BaseMac => match read(field, digits) {
            Content::Text(text, mut problems) => {
                problems.extend(problems.is_empty().then_some(problem));
                Content::Text(text.into_owned().into(), problems)
            }
            Content::Fault(problem) => Content::Fault(problem),
            Content::Empty => Content::Empty,
        },
        _ => Content::Text(digits.to_owned().into(), vec![problem]),
    })
}

/// A number where text belongs: its leading zeros are gone, if it had any.
pub(super) fn read(field: Field, digits: &str) -> Content<'_> {
    if !is_number(digits) {
        return Content::Fault(Problem::NotWhole);
    }
    if digits.len() > EXACT_DIGITS {
        return Content::Fault(Problem::LostPrecision);
    }
    let plain = |problems| Content::Text(Cow::Borrowed(digits), problems);
    if digits == "0" {
        return super::lookup_result(field, Cow::Borrowed(digits), Vec::new());
    }
    let mended = match field {
        Field::Ipui => single(digits, &ipui_readings(digits)),
        Field::BaseMac => {
            let all = mac_readings(digits);
            let known = with_known_prefix(&all);
            single(digits, if known.is_empty() { &all } else { &known })
        }
        // These are numbers by nature.
        Field::Position | Field::Provider => None,
        _ => return plain(vec![Problem::NumericCell]),
    };
    mended.unwrap_or_else(|| plain(Vec::new()))
}

/// The only reading, with what must be said of it; more than one are a fault. `None` where there is
/// no reading, so that the value itself tells what is wrong with it.
fn single<'r>(digits: &str, readings: &[String]) -> Option<Content<'r>> {
    match readings {
        [] => None,
        [one] => {
            let changed = one != digits;
            let problems = changed.then(|| Problem::MendedZeros(one.as_str().into()));
            Some(Content::Text(
                one.clone().into(),
                problems.into_iter().collect(),
            ))
        }
        several => {
            let list = several.join(", ").into();
            Some(Content::Fault(Problem::AmbiguousZeros(list)))
        }
    }
}

/// The identities that a spreadsheet makes this number of.
///
/// Seven to nine digits can be an IPUI, but no IPEI, for no maker's IPEI begins with four zeros.
/// Eleven or twelve may be an IPEI, with or without its check digit. Ten are refused where the value
/// is parsed, like the same ten digits as text. And each may be an IPUI with an `E` in it.
fn ipui_readings(digits: &str) -> Vec<String> {
    let padded = |len: usize| format!("{digits:0>len$}");
    let mut readings = match digits.len() {
        len if IPUI_REMAINS.contains(&len) => vec![padded(IPUI_DIGITS)],
        11 | 12 => vec![padded(12), padded(13)],
        13 => vec![digits.to_owned()],
        _ => return Vec::new(),
    };
    readings.extend(powers_of_ten(digits, IPUI_DIGITS));
    readings.retain(|text| text.parse::<Ipui>().is_ok());
    readings
}

/// The MAC addresses that a spreadsheet makes this number of.
fn mac_readings(digits: &str) -> Vec<String> {
    if digits.len() > MAC_DIGITS {
        return Vec::new();
    }
    let mut readings = vec![format!("{digits:0>MAC_DIGITS$}")];
    readings.extend(powers_of_ten(digits, MAC_DIGITS));
    readings.retain(|text| text.parse::<Mac>().is_ok());
    readings
}

/// A base of a known maker is meant, where a reading is one.
fn with_known_prefix(readings: &[String]) -> Vec<String> {
    let known = |text: &&String| text.parse::<Mac>().is_ok_and(Mac::has_known_prefix);
    readings.iter().filter(known).cloned().collect()
}

/// What has as many characters and becomes this number because it reads as a power of ten:
/// `02987651E2` is 298765100 to a spreadsheet, just like `0298765100`.
fn powers_of_ten(digits: &str, len: usize) -> Vec<String> {
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let mut found = Vec::new();
    for exponent in 0..=zeros {
        let mantissa = &digits[..digits.len() - exponent];
        let least = exponent.to_string().len();
        for width in least..len.saturating_sub(mantissa.len()) {
            let head = len - 1 - width;
            found.push(format!("{mantissa:0>head$}E{exponent:0>width$}"));
        }
    }
    found
}
