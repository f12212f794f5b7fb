//! Whether a text is an identity: of a handset, or of a base.
//!
//! It is asked of cells that nobody told the program the meaning of, so it must not take a phone
//! number for a handset: ten digits that begin with 0 are both.

use crate::value::{Ipui, Mac};

/// The lengths of texts that may be an identity, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=64;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// Certainly a handset: it has a letter among its digits, a label, or a check digit that is right.
    Handset(Ipui),
    /// A handset, or a number of ten or twelve digits.
    PerhapsHandset(Ipui),
    /// A MAC address.
    Device(Mac),
}

/// What a text is, where it is an identity.
pub(super) fn of(text: &str) -> Option<Identity> {
    let text = text.trim();
    if !LENGTHS.contains(&text.len()) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let has_letter = || text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let digits = || text.bytes().filter(u8::is_ascii_hexdigit).count();
    if let Ok(mac) = text.parse::<Mac>() {
        let is_spaced = text.contains([':', '-', '.']) && text.len() > 12;
        if mac.has_known_prefix() || has_letter() || is_spaced {
            return Some(Identity::Device(mac));
        }
    }
    let ipui = text.parse::<Ipui>().ok()?;
    // The thirteenth digit of an IPEI is its check digit, and it was right.
    let is_checked = digits() == 13 || text.contains('*');
    Some(if has_letter() || is_checked {
        Identity::Handset(ipui)
    } else {
        Identity::PerhapsHandset(ipui)
    })
}

/// The base that a title names, such as `Site North, base 7C:2F:80:12:34:56`; none where it names two.
pub(super) fn mac(title: &str) -> Option<Mac> {
    let device = |text: &str| match of(text) {
        Some(Identity::Device(mac)) => Some(mac),
        _ => None,
    };
    device(title).or_else(|| {
        let mut macs = words(title).filter_map(device);
        let first = macs.next()?;
        macs.all(|mac| mac == first).then_some(first)
    })
}

/// The identity that a text is or names.
pub(super) fn named(text: &str) -> Option<Identity> {
    of(text).or_else(|| words(text).find_map(of))
}

/// The words of a text that are long enough for an identity.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "()[]{}<>,;/=\"'".contains(c))
        .filter(|word| LENGTHS.contains(&word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_at_most_perhaps_a_handset() {
        let kind = |text| match of(text) {
            Some(Identity::Handset(_)) => "handset",
            Some(Identity::PerhapsHandset(_)) => "perhaps",
            Some(Identity::Device(_)) => "device",
            None => "nothing",
        };
        for (text, expected) in [
            ("029E74A599", "handset"),
            (" 029e 74a5 99 ", "handset"),
            ("0x02,0x9E,0x74,0xA5,0x99", "handset"),
            ("10727 0304537 3", "handset"),
            ("0301234567", "perhaps"),
            ("107270304537", "perhaps"),
            ("7C2F80123456", "device"),
            ("00:0B:82:12:34:56", "device"),
            ("+49 30 123456", "nothing"),
            ("Berlin", "nothing"),
            ("facade", "nothing"),
            ("", "nothing"),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn a_title_names_one_base() {
        let named = |title| mac(title).map(|mac| mac.to_string());
        let base = Some("7C2F80123456".to_owned());
        assert_eq!(named("7C2F80123456"), base);
        assert_eq!(named("North (7C:2F:80:12:34:56)"), base);
        assert_eq!(named("7C2F80123456 and 7C2F80123457"), None);
        assert_eq!(named("Handsets, north site"), None);
    }
}
