//! The spellings in which people write an IPUI or IPEI down, and what else they put into its column.
//!
//! Labels (`IPUI: …`, `IPEI-Nr. …`), any separators, `0x` before each byte, the stars of a Code 39
//! barcode, the keys `*#06#` that show it, a remark in brackets, and IPUI and IPEI beside each other
//! where both name the same handset.

use std::borrow::Cow;

use super::{HEX_DIGITS, IPEI_DIGITS, Ipui, IpuiError};
use crate::value::mac;
use crate::value::spelling::{LONGEST, LooksLike, Segments, is_separator};
use crate::value::word::Words;

/// How many digits an IPUI and an IPEI, or two of either, have together.
const TWO: std::ops::RangeInclusive<usize> = 2 * HEX_DIGITS..=2 * (IPEI_DIGITS + 1);

/// Words that people put before an identity. Each has a letter that is no hexadecimal digit, so
/// leaving it out changes no digits.
static LABELS: Words = Words::new(
    "ipui|ipei|dect|id|nr|no|n|num|number|nummer|numéro|code|hex|hexadecimal|hexadezimal|\
     decimal|dezimal|handset",
);

/// Reads any spelling.
pub(super) fn read(text: &str) -> Result<Ipui, IpuiError> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(too_long(text));
    }
    let text = without_stars(text);
    let text = if text.contains("#06#") {
        Cow::Owned(text.replace("*#06#", " ").replace("#06#", " "))
    } else {
        Cow::Borrowed(text)
    };
    let Some(segments) = Segments::of(&text) else {
        return one(&tokens(&text));
    };
    let mut outside: Vec<&str> = segments.outside.iter().flat_map(|s| tokens(s)).collect();
    let mut beside = Vec::new();
    for inside in segments.inside {
        match tokens(inside).as_slice() {
            [digit] if is_check_digit(digit) && count(&outside) == IPEI_DIGITS => {
                outside.push(digit);
            }
            inside => match one_or_two(inside) {
                Ok(ipui) => beside.push(ipui),
                Err(error) if is_remark(error) => {}
                Err(error) => return Err(error),
            },
        }
    }
    let first = match one_or_two(&outside) {
        Err(IpuiError::Empty) => *beside.first().ok_or(IpuiError::Empty)?,
        result => result?,
    };
    match beside.into_iter().find(|other| *other != first) {
        Some(other) => Err(IpuiError::Disagree(first, other)),
        None => Ok(first),
    }
}

/// A reason that says more of what was meant than that there is a wrong digit.
pub(super) fn explain(text: &str, error: IpuiError) -> IpuiError {
    match error {
        IpuiError::Emc(_) | IpuiError::Psn(_) if is_ean(text) => IpuiError::Ean,
        IpuiError::Emc(_) | IpuiError::Psn(_) if is_mac(text) => IpuiError::Mac,
        IpuiError::Character(_) | IpuiError::Length(_) | IpuiError::Empty => {
            match LooksLike::of(text) {
                _ if is_mac(text) => IpuiError::Mac,
                Some(other) => IpuiError::Other(other),
                None => error,
            }
        }
        error => error,
    }
}

/// Whether a text is certainly a MAC address, and no identity with two digits too many.
fn is_mac(text: &str) -> bool {
    mac::read(text).is_ok_and(|mac| mac.has_known_prefix() || text.matches(':').count() == 5)
}

/// Code 39 puts a star at both ends, and scanners often hand them over.
fn without_stars(text: &str) -> &str {
    match text
        .strip_prefix('*')
        .and_then(|text| text.strip_suffix('*'))
    {
        Some(inner) if !text.starts_with("*#") => inner,
        _ => text,
    }
}

/// The groups of digits, without labels, separators and `0x`.
fn tokens(text: &str) -> Vec<&str> {
    let separator = |c: char| is_separator(c) || ",;/|=#°º".contains(c);
    text.split(separator)
        .filter(|token| !token.is_empty() && !is_label(token))
        .map(|token| {
            let glued = ["ipui", "ipei"].into_iter().find_map(|label| {
                let (head, rest) = token.split_at_checked(label.len())?;
                head.eq_ignore_ascii_case(label).then_some(rest)
            });
            glued.unwrap_or(token)
        })
        .collect()
}

fn is_label(token: &str) -> bool {
    LABELS.contain(token)
}

/// The digits of a group: a single digit after `0x` is a whole byte.
fn bare(token: &str) -> (&'static str, &str) {
    match token
        .strip_prefix("0x")
        .or_else(|| token.strip_prefix("0X"))
    {
        Some(byte) if byte.len() == 1 => ("0", byte),
        Some(bytes) => ("", bytes),
        None => ("", token),
    }
}

fn joined(tokens: &[&str]) -> String {
    let parts = tokens.iter().map(|token| bare(token));
    parts.flat_map(|(zero, digits)| [zero, digits]).collect()
}

fn count(tokens: &[&str]) -> usize {
    joined(tokens).chars().count()
}

fn one_or_two(tokens: &[&str]) -> Result<Ipui, IpuiError> {
    if TWO.contains(&count(tokens)) {
        two(tokens)
    } else {
        one(tokens)
    }
}

/// One identity, in these groups.
fn one(tokens: &[&str]) -> Result<Ipui, IpuiError> {
    let digits = joined(tokens);
    if digits.is_empty() {
        return Err(IpuiError::Empty);
    }
    let check_place = digits.chars().count() == IPEI_DIGITS + 1;
    for (place, letter) in digits.chars().enumerate() {
        let check = letter == '*' && check_place && place == IPEI_DIGITS;
        if !letter.is_ascii_hexdigit() && !check {
            return Err(IpuiError::Character(letter));
        }
    }
    Ipui::from_digits(&digits)
}

/// Two identities, which must be those of one handset.
fn two(tokens: &[&str]) -> Result<Ipui, IpuiError> {
    let mut differing = None;
    let mut wrong = None;
    for middle in 1..tokens.len() {
        let (first, second) = tokens.split_at(middle);
        match (one(first), one(second)) {
            (Ok(first), Ok(second)) if first == second => return Ok(first),
            (Ok(first), Ok(second)) => differing = Some(IpuiError::Disagree(first, second)),
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => wrong = Some(error),
            (Err(_), Err(_)) => {}
        }
    }
    differing.or(wrong).map_or_else(|| one(tokens), Err)
}

fn is_check_digit(token: &str) -> bool {
    matches!(token.as_bytes(), [b'0'..=b'9' | b'*'])
}

/// Whether what is in brackets is a remark, and no identity with a mistake.
fn is_remark(error: IpuiError) -> bool {
    match error {
        IpuiError::Empty | IpuiError::Character(_) => true,
        IpuiError::Length(digits) => !(HEX_DIGITS - 1..=IPEI_DIGITS + 2).contains(&digits),
        _ => false,
    }
}

/// Thirteen digits whose last one is the check digit of an EAN: each second digit counts three times,
/// and the sum is a multiple of ten.
fn is_ean(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let weighed = digits.iter().zip([1, 3].into_iter().cycle());
    digits.len() == IPEI_DIGITS + 1
        && weighed.map(|(digit, weight)| digit * weight).sum::<u32>() % 10 == 0
}

/// What is wrong with a text that is too long to be looked at closely.
fn too_long(text: &str) -> IpuiError {
    let digits = text.chars().filter(|c| !is_separator(*c));
    match digits.clone().find(|c| !c.is_ascii_hexdigit()) {
        Some(letter) => IpuiError::Character(letter),
        None => IpuiError::Length(digits.count()),
    }
}
