//! The MAC address of a base.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::lookalike_digit;

/// The first three bytes of MAC addresses that have been seen on bases.
///
/// The list comes from public sources and need not be complete, so another prefix is worth a
/// warning and nothing more.
pub const KNOWN_PREFIXES: [[u8; 3]; 3] =
    [[0x7C, 0x2F, 0x80], [0x00, 0x21, 0x04], [0x58, 0x9E, 0xC6]];

/// The MAC address that names a base and its provisioning file: bare, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mac([u8; 6]);

impl Mac {
    /// The address as a number of 48 bits.
    #[must_use]
    pub fn bits(self) -> u64 {
        self.0
            .iter()
            .fold(0, |bits, &byte| bits << 8 | u64::from(byte))
    }

    /// Every address that a single typing error makes of this one: another digit in one place, or two
    /// neighbouring digits swapped.
    pub fn neighbours(self) -> impl Iterator<Item = Self> {
        let bits = self.bits();
        let digit = move |place: u32| bits >> (4 * place) & 0xF;
        let others = (0..12_u32)
            .flat_map(move |place| (1..16_u64).map(move |other| bits ^ other << (4 * place)));
        let swapped = (0..11_u32)
            .filter(move |place| digit(*place) != digit(place + 1))
            .map(move |place| bits ^ ((digit(place) ^ digit(place + 1)) * 0x11) << (4 * place));
        others.chain(swapped).map(Self::from_bits)
    }

    fn from_bits(bits: u64) -> Self {
        let [_, _, bytes @ ..] = bits.to_be_bytes();
        Self(bytes)
    }

    /// Whether the first three bytes are those of a maker whose bases have been seen.
    #[must_use]
    pub fn has_known_prefix(self) -> bool {
        let [a, b, c, ..] = self.0;
        KNOWN_PREFIXES.contains(&[a, b, c])
    }

    /// The name of the base's provisioning file, `7C2F80123456.xml`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{self}.xml")
    }

    /// The base that a file of this name is for: `<MAC>.xml` and nothing else, the MAC in upper case.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        Self::from_file_name_of_any_case(name).filter(|mac| mac.file_name() == name)
    }

    /// The base that somebody meant a file of this name for, though the base does not ask for it.
    #[must_use]
    pub fn from_file_name_of_any_case(name: &str) -> Option<Self> {
        let (stem, ending) = name.rsplit_once('.')?;
        let mac: Self = stem.parse().ok()?;
        (ending.eq_ignore_ascii_case("xml") && mac.to_string().eq_ignore_ascii_case(stem))
            .then_some(mac)
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}

impl FromStr for Mac {
    type Err = MacError;

    /// Takes twelve hexadecimal digits, with `:`, `-`, `.` or spaces between them, or bare.
    fn from_str(text: &str) -> Result<Self, MacError> {
        let mut bits = 0_u64;
        let mut digits = 0;
        for letter in text.chars() {
            if let Some(digit) = letter.to_digit(16) {
                bits = bits << 4 | u64::from(digit);
                digits += 1;
            } else if !letter.is_whitespace() && !matches!(letter, ':' | '-' | '.') {
                return Err(MacError::Character(letter));
            }
        }
        let [_, _, bytes @ ..] = bits.to_be_bytes();
        match digits {
            12 if bytes[0] & 1 == 1 || bytes == [0; 6] => Err(MacError::NotUnicast),
            12 => Ok(Self(bytes)),
            _ => Err(MacError::Length(digits)),
        }
    }
}

/// Why a text is not the MAC address of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum MacError {
    /// A MAC address has twelve hexadecimal digits; this many were found.
    #[error("it has {0} hexadecimal digits, and a MAC address has 12")]
    Length(usize),
    /// A character that is neither a hexadecimal digit nor a separator.
    #[error("{}", describe_character(*.0))]
    Character(char),
    /// The address is a group, broadcast or null address, which no device has.
    #[error("it is a group or null address, which no base can have")]
    NotUnicast,
}

fn describe_character(letter: char) -> String {
    match lookalike_digit(letter) {
        Some(digit) => format!("'{letter}' is a letter, not the digit {digit}"),
        None => format!(
            "'{}' does not belong in a MAC address",
            letter.escape_debug()
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_spellings_give_one_canonical_form() {
        for text in [
            "7C2F80123456",
            "7c2f80123456",
            "7C:2F:80:12:34:56",
            "7c-2f-80-12-34-56",
            "7C2F.8012.3456",
            " 7C 2F 80 12 34 56 ",
        ] {
            let mac: Mac = text
                .parse()
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(mac.to_string(), "7C2F80123456", "{text}");
        }
    }

    #[test]
    fn what_is_not_a_base_is_refused_with_its_own_reason() {
        for (text, expected) in [
            ("", MacError::Length(0)),
            ("7C2F8012345", MacError::Length(11)),
            ("7C2F801234567", MacError::Length(13)),
            ("7C2F8O123456", MacError::Character('O')),
            ("../etc/passwd", MacError::Character('/')),
            ("01005E000001", MacError::NotUnicast),
            ("FFFFFFFFFFFF", MacError::NotUnicast),
            ("000000000000", MacError::NotUnicast),
        ] {
            assert_eq!(text.parse::<Mac>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_neighbour_is_one_digit_or_one_swap_away() {
        let mac: Mac = "7C2F80123456".parse().unwrap();
        let neighbours: Vec<String> = mac.neighbours().map(|mac| mac.to_string()).collect();
        assert_eq!(neighbours.len(), 12 * 15 + 11);
        for near in [
            "7C2F80123457",
            "0C2F80123456",
            "7C2F80123465",
            "C72F80123456",
        ] {
            assert!(neighbours.iter().any(|mac| mac == near), "{near}");
        }
        for far in ["7C2F80123456", "7C2F80123467", "7C2F80123654"] {
            assert!(neighbours.iter().all(|mac| mac != far), "{far}");
        }
    }

    #[test]
    fn only_the_canonical_file_name_names_a_base() {
        assert_eq!(
            Mac::from_file_name("7C2F80123456.xml"),
            "7C2F80123456".parse().ok()
        );
        for name in [
            "7c2f80123456.xml",
            "7C2F80123456.XML",
            "7C2F80123456",
            "report.csv",
            ".xml",
        ] {
            assert_eq!(Mac::from_file_name(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn display_leads_back(bytes: [u8; 6]) {
            let mac = Mac([bytes[0] & 0xFE | 0x02, bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]]);
            prop_assert_eq!(mac.to_string().parse::<Mac>()?, mac);
            prop_assert_eq!(Mac::from_file_name(&mac.file_name()), Some(mac));
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".{0,20}") {
            let _ = text.parse::<Mac>();
        }
    }
}
