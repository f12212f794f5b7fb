//! The MAC address of a base.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

use super::spelling::{LONGEST, LooksLike, Segments, describe_character, is_separator};
use super::word::Words;
use super::{Ipui, hex};

/// The first three bytes of MAC addresses that have been seen on bases.
///
/// The list comes from public sources and need not be complete, so another prefix is worth a
/// warning and nothing more.
pub const KNOWN_PREFIXES: [[u8; 3]; 3] =
    [[0x7C, 0x2F, 0x80], [0x00, 0x21, 0x04], [0x58, 0x9E, 0xC6]];

/// The MAC address that names a base and its provisioning file: bare, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

    /// The base that a file of this name is meant for: `<MAC>.xml` and nothing else, in any letter case.
    /// Which case a base asks for depends on the device.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
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

    /// Takes twelve hexadecimal digits, bare or with any separators between them, with a label such
    /// as `MAC:` or `Base 1:` before them, and a remark in brackets behind them.
    fn from_str(text: &str) -> Result<Self, MacError> {
        // The usual spelling, which needs none of the care below.
        if text.len() == DIGITS
            && let Some(bits) = hex(text)
        {
            return Self::of_device(bits);
        }
        read(text).map_err(|error| explain(text, error))
    }
}

/// Hexadecimal digits of a MAC address.
const DIGITS: usize = 12;

/// Words that people put before a MAC address. Each has a letter that is no hexadecimal digit, so
/// leaving it out changes no digits. Behind those for the base itself its number may follow: `Base 1: …`.
static LABELS: Words = Words::new(
    "mac|macid|id|nr|no|n|address|adresse|adres|adr|dirección|indirizzo|der|lan|ethernet|of|\
     base|basis|basisstation|station|dect|manager|n720|gigaset|borne",
);

impl Mac {
    /// Reads groups of digits that belong together.
    fn from_groups(groups: &[&str]) -> Result<Self, MacError> {
        let mut bits = 0_u64;
        let mut digits = 0;
        for letter in groups.iter().flat_map(|group| group.chars()) {
            let digit = letter.to_digit(16).ok_or(MacError::Character(letter))?;
            bits = bits << 4 | u64::from(digit);
            digits += 1;
        }
        match digits {
            DIGITS => Self::of_device(bits),
            _ => Err(MacError::Length(digits)),
        }
    }

    fn of_device(bits: u64) -> Result<Self, MacError> {
        let [_, _, bytes @ ..] = bits.to_be_bytes();
        if bytes[0] & 1 == 1 || bytes == [0; 6] {
            return Err(MacError::NotUnicast);
        }
        Ok(Self(bytes))
    }
}

/// Reads any spelling.
pub(super) fn read(text: &str) -> Result<Mac, MacError> {
    let Some(segments) = Segments::of(text).filter(|_| text.len() <= LONGEST) else {
        return Mac::from_groups(&groups(text));
    };
    let inside = segments.inside.iter().map(|inside| labelled(inside));
    let beside: Vec<Mac> = inside.filter_map(Result::ok).collect();
    let outside = segments.outside.join(" ");
    let is_name = || {
        groups(&outside)
            .iter()
            .all(|word| is_label(word) || is_base_number(word))
    };
    let first = match (labelled(&outside), beside.first()) {
        (Err(_), Some(mac)) if is_name() => *mac,
        (outside, _) => outside?,
    };
    match beside.into_iter().find(|other| *other != first) {
        Some(other) => Err(MacError::Disagree(first, other)),
        None => Ok(first),
    }
}

/// Reads an address that may have a label before it.
fn labelled(text: &str) -> Result<Mac, MacError> {
    let named = text.split_once([':', '=']).filter(|(label, _)| {
        let label = groups(label);
        label.iter().any(|word| is_label(word))
            && label
                .iter()
                .all(|word| is_label(word) || is_base_number(word))
    });
    let all = groups(named.map_or(text, |(_, address)| address));
    let words = all.iter().take_while(|word| is_label(word)).count();
    let digits = &all[words..];
    // Behind a label, a group of another length may be a number of its own: `Base 12 7C2F8012345`.
    let is_labelled = words > 0 || named.is_some();
    if is_labelled && digits.iter().any(|group| group.len() != digits[0].len()) {
        return Err(MacError::Unclear);
    }
    Mac::from_groups(digits)
}

fn groups(text: &str) -> Vec<&str> {
    text.split(|c: char| is_separator(c) || c == '=' || c == '#')
        .filter(|group| !group.is_empty())
        .collect()
}

fn is_label(word: &str) -> bool {
    LABELS.contain(word)
}

/// A number of bases, by which people tell them apart.
fn is_base_number(word: &str) -> bool {
    word.len() <= 3 && super::is_number(word)
}

/// A reason that says more of what was meant than that there is a wrong digit.
fn explain(text: &str, error: MacError) -> MacError {
    match error {
        MacError::Character(_) | MacError::Length(_) => match LooksLike::of(text) {
            _ if Ipui::is_spelled(text) => MacError::Ipui,
            Some(other) => MacError::Other(other),
            None => error,
        },
        error => error,
    }
}

/// Why a text is not the MAC address of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum MacError {
    /// A MAC address has twelve hexadecimal digits; this many were found.
    #[error("this has {0} hexadecimal digits; a MAC address has 12")]
    Length(usize),
    /// A character that is neither a hexadecimal digit nor a separator.
    #[error("{}", describe_character(*.0, "a MAC address"))]
    Character(char),
    /// Behind a label, the groups of digits differ in length: the first may belong to the label.
    #[error("it is not clear where the address begins")]
    Unclear,
    /// The address is a group, broadcast or null address, which no device has.
    #[error("this is a group or null address, which no base can have")]
    NotUnicast,
    /// The cell names two different bases.
    #[error("the cell names two bases, {0} and {1}")]
    Disagree(Mac, Mac),
    /// The identity of a handset.
    #[error("this is the IPUI or IPEI of a handset")]
    Ipui,
    /// Something else that is known.
    #[error("this is {}, not a MAC address", .0.name())]
    Other(LooksLike),
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
            "7C–2F–80–12–34–56",
            "7C—2F—80—12—34—56",
            "7C‐2F‐80‐12‐34‐56",
            "7C‑2F‑80‑12‑34‑56",
            "7C−2F−80−12−34−56",
            "7C_2F_80_12_34_56",
            "7c2f80-123456",
            "MAC: 7C2F80123456",
            "MAC 7C:2F:80:12:34:56",
            "MAC:7C:2F:80:12:34:56",
            "MAC-ID: 7C2F80123456",
            "MAC-Adresse = 7C-2F-80-12-34-56",
            "Base 1: 7C2F80123456",
            "Basis 02: 7C 2F 80 12 34 56",
            "Base: 7C2F80123456",
            "Base 7C2F80123456",
            "7C2F80123456 (Keller)",
            "7C2F80123456 [1. OG, links]",
            "7C2F80123456 (7C:2F:80:12:34:56)",
            "(7C2F80123456)",
            "Base 1 (7C2F80123456)",
        ] {
            let mac: Mac = text
                .parse()
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(mac.to_string(), "7C2F80123456", "{text}");
        }
    }

    #[test]
    fn what_is_not_a_base_is_refused_with_its_own_reason() {
        let disagree =
            |a: &str, b: &str| MacError::Disagree(a.parse().unwrap(), b.parse().unwrap());
        for (text, expected) in [
            ("", MacError::Length(0)),
            ("7C2F8012345", MacError::Length(11)),
            ("7C2F801234567", MacError::Length(13)),
            ("7C2F8O123456", MacError::Character('O')),
            ("../etc/passwd", MacError::Other(LooksLike::Words)),
            ("01005E000001", MacError::NotUnicast),
            ("FFFFFFFFFFFF", MacError::NotUnicast),
            ("000000000000", MacError::NotUnicast),
            ("Base 1 7C2F80123456", MacError::Unclear),
            // The digits of the base's number and of the address are twelve together.
            ("Base 12 7C2F801234", MacError::Unclear),
            ("MAC 2 00210412345", MacError::Unclear),
            ("alt: 7C2F80123456", MacError::Character('l')),
            (
                "002 104 123 456 (7C2F80123456)",
                disagree("002104123456", "7C2F80123456"),
            ),
            (
                "7C2F80123456 (7C2F80123457)",
                disagree("7C2F80123456", "7C2F80123457"),
            ),
            ("7C2F80123456 7C2F80123457", MacError::Length(24)),
            ("7C2F80123456 (Keller", MacError::Character('(')),
            ("192.168.1.10", MacError::Other(LooksLike::IpAddress)),
            ("029E74A599", MacError::Ipui),
            ("10727 0304537 3", MacError::Ipui),
            ("+49 30 1234567", MacError::Other(LooksLike::PhoneNumber)),
            ("folgt", MacError::Other(LooksLike::Words)),
            ("7С2F80123456", MacError::Character('С')),
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
    fn a_file_is_named_after_its_base_in_any_letter_case() {
        for name in ["7C2F80123456.xml", "7c2f80123456.xml", "7C2F80123456.XML"] {
            assert_eq!(Mac::from_file_name(name), "7C2F80123456".parse().ok());
        }
        for name in [
            "7C2F80123456",
            "7C-2F-80-12-34-56.xml",
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
            prop_assert_eq!(Mac::from_file_name(&format!("{mac}.xml")), Some(mac));
        }

        #[test]
        fn every_spelling_is_the_same_address(
            bytes: [u8; 6],
            separator in "[-:._ –—‐‑−]?",
            label in "((MAC|MAC-ID|mac address|Base 1|Basis)(: ?|=))?",
            remark in "( [(](Keller|1[.] OG|neu!)[)])?",
        ) {
            let mac = Mac([bytes[0] & 0xFE | 0x02, bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]]);
            let pairs = mac.0.map(|byte| format!("{byte:02x}"));
            let text = format!("{label}{}{remark}", pairs.join(&separator));
            prop_assert_eq!(text.parse::<Mac>(), Ok(mac), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".{0,20}") {
            let _ = text.parse::<Mac>();
        }
    }
}
