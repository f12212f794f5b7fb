//! The identity of a handset: IPUI in hexadecimal, IPEI in decimal.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use thiserror::Error;

use super::hex;
use super::spelling::{LooksLike, describe_character};

mod spelled;

/// Bits of the portable equipment serial number (PSN), the lower part of an IPEI.
const PSN_BITS: u32 = 20;
/// Bits of the whole IPEI, above which stands the type digit.
const IPEI_BITS: u32 = 36;
/// The largest IPUI of type N, whose type digit is 0.
const MAX: u64 = (1 << IPEI_BITS) - 1;
/// Hexadecimal digits of an IPUI.
pub(super) const HEX_DIGITS: usize = 10;
/// Decimal digits of an IPEI without its check digit: five of the EMC, seven of the PSN.
const IPEI_DIGITS: usize = 12;

/// The International Portable User Identity of one handset.
///
/// Type N: a type digit (PUT, always `0`) and the 36-bit IPEI, ten hexadecimal digits in all. The
/// same number in decimal is the IPEI: EMC (16 bits, five digits), PSN (20 bits, seven digits) and a
/// check digit, as ETSI EN 300 175-6 annex C has it. Five zero bytes mean "de-register" to the
/// device, so zero is not an IPUI.
///
/// ```
/// use dect_roster::value::Ipui;
///
/// let ipui: Ipui = "10727 0304537 3".parse()?;
/// assert_eq!(ipui.to_string(), "029E74A599");
/// assert_eq!(ipui.ipei(), "10727 0304537 3");
/// assert_eq!(ipui.device_bytes(), "0x02,0x9E,0x74,0xA5,0x99");
/// # Ok::<(), dect_roster::value::IpuiError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ipui(NonZeroU64);

impl Ipui {
    /// The IPUI whose IPEI has this equipment manufacturer code (EMC) and serial number (PSN).
    ///
    /// # Errors
    /// [`IpuiError::Emc`] above 65535, [`IpuiError::Psn`] above 1048575, [`IpuiError::Zero`] when
    /// both are zero.
    pub fn from_ipei(emc: u32, psn: u32) -> Result<Self, IpuiError> {
        let emc = u16::try_from(emc).map_err(|_| IpuiError::Emc(emc))?;
        if psn >> PSN_BITS != 0 {
            return Err(IpuiError::Psn(psn));
        }
        Self::from_bits(u64::from(emc) << PSN_BITS | u64::from(psn))
    }

    /// The IPUI that the device's five bytes say.
    ///
    /// # Errors
    /// [`IpuiError::Zero`] for five zero bytes, [`IpuiError::Type`] when the type digit is not 0.
    pub fn from_bytes(bytes: [u8; 5]) -> Result<Self, IpuiError> {
        Self::from_bits(
            bytes
                .iter()
                .fold(0, |bits, &byte| bits << 8 | u64::from(byte)),
        )
    }

    fn from_bits(bits: u64) -> Result<Self, IpuiError> {
        if bits > MAX {
            let digit = format!("{:X}", bits >> IPEI_BITS);
            return Err(IpuiError::Type(digit.chars().next().unwrap_or('?')));
        }
        NonZeroU64::new(bits).map(Self).ok_or(IpuiError::Zero)
    }

    /// The identity as a number of 40 bits.
    pub(crate) fn number(self) -> u64 {
        self.0.get()
    }

    /// The five bytes that the device stores, type digit first.
    #[must_use]
    pub fn bytes(self) -> [u8; 5] {
        let [_, _, _, bytes @ ..] = self.0.get().to_be_bytes();
        bytes
    }

    /// The five bytes as the provisioning file spells them: `0x02,0x9E,0x74,0xA5,0x99`.
    #[must_use]
    pub fn device_bytes(self) -> String {
        const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
        let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
        let mut text = String::with_capacity("0x02,0x9E,0x74,0xA5,0x99".len());
        // A million handsets have five each, and formatting takes ten times as long.
        for (at, byte) in self.bytes().into_iter().enumerate() {
            text.push_str(if at == 0 { "0x" } else { ",0x" });
            text.extend([digit(byte >> 4), digit(byte & 0x0F)]);
        }
        text
    }

    /// Equipment manufacturer code, 0 to 65535.
    #[must_use]
    pub fn emc(self) -> u16 {
        let [high, middle, low, ..] = self.bytes();
        u16::from(high) << 12 | u16::from(middle) << 4 | u16::from(low >> 4)
    }

    /// Portable equipment serial number, 0 to 1048575.
    #[must_use]
    pub fn psn(self) -> u32 {
        let [.., high, middle, low] = self.bytes();
        u32::from_be_bytes([0, high & 0x0F, middle, low])
    }

    /// The check digit of the IPEI: `0` to `9`, or `*` for ten.
    ///
    /// It is the sum of place (1 to 12) times digit, modulo 11. A wrong eleventh digit goes unseen,
    /// for 11 times anything is 0.
    #[must_use]
    pub fn check_digit(self) -> char {
        let mut sum = 0;
        for (mut number, places) in [(u32::from(self.emc()), 1..=5), (self.psn(), 6..=12)] {
            for place in places.rev() {
                sum += place * (number % 10);
                number /= 10;
            }
        }
        char::from_digit(sum % 11, 10).unwrap_or('*')
    }

    /// The IPEI as it is printed on packaging: `10727 0304537 3`.
    #[must_use]
    pub fn ipei(self) -> String {
        format!("{:05} {:07} {}", self.emc(), self.psn(), self.check_digit())
    }

    /// Whether a text is an IPUI or IPEI in any spelling.
    pub(super) fn is_spelled(text: &str) -> bool {
        spelled::read(text).is_ok()
    }

    /// Reads digits that stand alone: no label, no separators.
    fn from_digits(digits: &str) -> Result<Self, IpuiError> {
        let decimal = digits.bytes().all(|digit| digit.is_ascii_digit());
        match digits.len() {
            HEX_DIGITS => Self::from_hex(digits),
            IPEI_DIGITS if decimal => Self::from_decimal(digits),
            // The last of the thirteen may be `*`, which only a check digit can be.
            len if len == IPEI_DIGITS + 1 => {
                let (ipei, check) = digits.split_at(IPEI_DIGITS);
                let ipui = Self::from_decimal(ipei)?;
                let expected = ipui.check_digit();
                match check.chars().next() {
                    Some(found) if found != expected => {
                        Err(IpuiError::CheckDigit { expected, found })
                    }
                    _ => Ok(ipui),
                }
            }
            len => Err(IpuiError::Length(len)),
        }
    }

    fn from_hex(digits: &str) -> Result<Self, IpuiError> {
        let bits = hex(digits).ok_or(IpuiError::Length(digits.len()))?;
        match Self::from_bits(bits) {
            Err(IpuiError::Type(digit)) => Err(Self::ipei_without_zeros(digits)
                .map_or(IpuiError::Type(digit), |reading| IpuiError::LostZeros {
                    reading,
                })),
            result => result,
        }
    }

    /// Ten decimal digits that begin with another digit than 0 cannot be an IPUI, but are just what
    /// a spreadsheet leaves of an IPEI whose EMC begins with `00`.
    fn ipei_without_zeros(digits: &str) -> Option<Ipui> {
        let digits = format!("{digits:0>IPEI_DIGITS$}");
        Self::from_decimal(&digits).ok()
    }

    fn from_decimal(digits: &str) -> Result<Self, IpuiError> {
        let part = |text: &str| text.parse().map_err(|_| IpuiError::Length(digits.len()));
        let (emc, psn) = digits
            .split_at_checked(5)
            .ok_or(IpuiError::Length(digits.len()))?;
        Self::from_ipei(part(emc)?, part(psn)?)
    }
}

impl fmt::Display for Ipui {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010X}", self.0)
    }
}

impl fmt::Debug for Ipui {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ipui({self})")
    }
}

impl FromStr for Ipui {
    type Err = IpuiError;

    /// Takes ten hexadecimal digits, or the IPEI in twelve decimal digits or thirteen with the check
    /// digit, in any spelling in which people write them down: see `spelled`.
    fn from_str(text: &str) -> Result<Self, IpuiError> {
        // The usual spelling, which needs none of the care below.
        if text.len() == HEX_DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Self::from_hex(text);
        }
        spelled::read(text).map_err(|error| spelled::explain(text, error))
    }
}

/// Why a text is not an IPUI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum IpuiError {
    /// There are no digits at all.
    #[error("there are no digits")]
    Empty,
    /// The number of digits fits neither an IPUI (10) nor an IPEI (12, or 13 with check digit).
    #[error("this has {0} digits; an IPUI has 10, an IPEI 12, or 13 with its check digit")]
    Length(usize),
    /// A character that is no digit.
    #[error("{}", describe_character(*.0, "an IPUI"))]
    Character(char),
    /// The type digit (PUT) of an IPUI is `0` for a handset; this is another.
    #[error("an IPUI begins with 0, not with {0}")]
    Type(char),
    /// Ten decimal digits that begin with another digit than 0: an IPUI with a typing error, or an
    /// IPEI that lost its leading zeros in a spreadsheet. The program cannot tell which.
    #[error(
        "an IPUI begins with 0; this may be the IPEI {} without its leading zeros",
        .reading.ipei()
    )]
    LostZeros {
        /// The handset that it would be, if it is an IPEI.
        reading: Ipui,
    },
    /// The check digit of the IPEI is not the one that its digits give.
    #[error("wrong IPEI check digit: expected {expected}, found {found}")]
    CheckDigit {
        /// The check digit that the twelve digits have.
        expected: char,
        /// The thirteenth digit as it was given.
        found: char,
    },
    /// The first five digits of the IPEI, the EMC, are above 65535.
    #[error("the first five digits of an IPEI are at most 65535, not {0}")]
    Emc(u32),
    /// The seven digits of the serial number, the PSN, are above 1048575.
    #[error("digits 6 to 12 of an IPEI are at most 1048575, not {0:07}")]
    Psn(u32),
    /// All digits are zero, which the device takes for "de-register this handset".
    #[error("all zeros would de-register the handset")]
    Zero,
    /// The cell names two different handsets.
    #[error("the cell names two handsets, {0} and {1}")]
    Disagree(Ipui, Ipui),
    /// Thirteen digits with the check digit of an EAN, which is no IPEI.
    #[error("this looks like the box's EAN barcode")]
    Ean,
    /// A MAC address.
    #[error("this is a MAC address")]
    Mac,
    /// Something else that is known.
    #[error("this is {}, not an IPUI", .0.name())]
    Other(LooksLike),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Hex, decimal and check digit, as the domain's sources publish or compute them.
    const VECTORS: [(&str, &str); 6] = [
        ("0DEADBEEF4", "57005 0782068 7"),
        ("029E74A599", "10727 0304537 3"),
        ("02B6EC8AA5", "11118 0821925 6"),
        ("00092263A1", "00146 0156577 9"),
        ("029E700000", "10727 0000000 *"),
        ("0298765E12", "10631 0417298 9"),
    ];

    #[test]
    fn every_spelling_of_a_vector_is_the_same_identity() {
        for (hex, ipei) in VECTORS {
            let bytes: Vec<&str> = (0..5).map(|byte| &hex[byte * 2..byte * 2 + 2]).collect();
            let bare: String = ipei.split(' ').collect();
            let spellings = [
                hex.to_owned(),
                hex.to_lowercase(),
                bytes.join(" "),
                bytes.join(":"),
                bytes.join("-"),
                format!("0x{}", bytes.join(",0x")),
                format!("0x{}", bytes.join(", 0x")),
                format!("0x{}", bytes.join(",0x").to_lowercase()),
                format!("0x{hex}"),
                format!(
                    "0x{:X},0x{}",
                    u8::from_str_radix(bytes[0], 16).unwrap(),
                    bytes[1..].join(",0x")
                ),
                format!("IPUI: {hex}"),
                format!("ipui {hex}"),
                format!("IPUI={}", bytes.join(" ")),
                ipei.to_owned(),
                bare.clone(),
                bare[..12].to_owned(),
                ipei.replace(' ', "-"),
                format!("IPEI: {ipei}"),
                format!("IPEI {}", &bare[..12]),
                format!("  {hex} "),
                format!("*{hex}*"),
                format!("*{bare}*"),
                format!("{} {}/{}", &bare[..5], &bare[5..12], &bare[12..]),
                format!("{}/{}", &bare[..12], &bare[12..]),
                format!("{}/{}/{}", &bare[..5], &bare[5..12], &bare[12..]),
                format!("{} ({})", &bare[..12], &bare[12..]),
                format!("{hex} / {ipei}"),
                format!("{ipei} / {hex}"),
                format!("{hex} {bare}"),
                format!("{hex}\n{ipei}"),
                format!("{hex} ({ipei})"),
                format!("{ipei} [{hex}]"),
                format!("IPUI: {hex} IPEI: {ipei}"),
                format!("IPUI {hex}\r\nIPEI {}", &bare[..12]),
                format!("IPUI: {} / IPEI: {ipei}", bytes.join(" ")),
                format!("{hex} {hex}"),
                format!("IPEI-Nr.: {ipei}"),
                format!("IPEI Nr. {bare}"),
                format!("DECT-ID: {hex}"),
                format!("IPUI-N: {hex}"),
                format!("IPUI (hex): {hex}"),
                format!("*#06#: {hex}"),
                format!("#06# {ipei}"),
                format!("{hex} (neu)"),
                format!("{hex} (Büro 12, ab 2024)"),
                format!("{ipei} [spare]"),
                format!("({hex})"),
                bytes.join("–"),
                ipei.replace(' ', "‑"),
            ];
            for spelling in spellings {
                let ipui: Ipui = spelling
                    .parse()
                    .unwrap_or_else(|error| panic!("{spelling}: {error}"));
                assert_eq!(ipui.to_string(), hex, "{spelling}");
                assert_eq!(ipui.ipei(), ipei, "{spelling}");
            }
        }
    }

    #[test]
    fn what_is_not_an_ipui_is_refused_with_its_own_reason() {
        let lost = |ipei: &str| IpuiError::LostZeros {
            reading: ipei.parse().unwrap(),
        };
        let check = |expected, found| IpuiError::CheckDigit { expected, found };
        let disagree =
            |a: &str, b: &str| IpuiError::Disagree(a.parse().unwrap(), b.parse().unwrap());
        let cases = [
            ("", IpuiError::Empty),
            ("IPUI:", IpuiError::Other(LooksLike::Words)),
            ("1460156577", lost("001460156577")),
            ("1DEADBEEF4", IpuiError::Type('1')),
            ("FFFFFFFFFF", IpuiError::Type('F')),
            // Its digits 6 to 12 would be above 1048575, so it is no IPEI either.
            ("1469999999", IpuiError::Type('1')),
            ("O29E74A599", IpuiError::Character('O')),
            ("029E74A5G9", IpuiError::Character('G')),
            ("029E74A59\u{20ac}", IpuiError::Character('\u{20ac}')),
            ("029E74A59", IpuiError::Length(9)),
            ("02987651234", IpuiError::Length(11)),
            ("029E74A5991", IpuiError::Length(11)),
            ("029E74A59911", IpuiError::Length(12)),
            ("10727030453731", IpuiError::Length(14)),
            ("10727 0304537 4", check('3', '4')),
            ("10727 0304537/4", check('3', '4')),
            ("10727 0304537 (4)", check('3', '4')),
            ("*1072703045374*", check('3', '4')),
            ("029E74A599 / 10727 0304537 4", check('3', '4')),
            ("029E74A599 (10727 0304537 4)", check('3', '4')),
            ("10727 0304537 *", check('3', '*')),
            ("10727 0000000 0", check('*', '0')),
            ("10727 0304537 A", check('3', 'A')),
            (
                "029E74A599 02B6EC8AA5",
                disagree("029E74A599", "02B6EC8AA5"),
            ),
            (
                "029E74A599 / 11118 0821925 6",
                disagree("029E74A599", "02B6EC8AA5"),
            ),
            (
                "IPUI: 029E74A599 (IPEI 11118 0821925 6)",
                disagree("029E74A599", "02B6EC8AA5"),
            ),
            ("029E74A599 02B6EC8AA5 0DEADBEEF4", IpuiError::Length(30)),
            ("029E74A599 / 10727 030453", IpuiError::Length(11)),
            ("029E74A599 (Keller", IpuiError::Character('(')),
            ("*029E74A599", IpuiError::Character('*')),
            ("4250366812342", IpuiError::Ean),
            ("7C2F80123456", IpuiError::Mac),
            ("00:21:04:12:34:56", IpuiError::Mac),
            ("192.168.1.10", IpuiError::Other(LooksLike::IpAddress)),
            ("+49 30 1234567", IpuiError::Other(LooksLike::PhoneNumber)),
            ("folgt", IpuiError::Other(LooksLike::Words)),
            ("?", IpuiError::Other(LooksLike::Words)),
            ("029Е74A599", IpuiError::Character('Е')),
            ("029E74A59*", IpuiError::Character('*')),
            ("65536 0000001", IpuiError::Emc(65536)),
            ("10727 1048576", IpuiError::Psn(1_048_576)),
            ("0000000000", IpuiError::Zero),
            ("0x00,0x00,0x00,0x00,0x00", IpuiError::Zero),
            ("000000000000", IpuiError::Zero),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<Ipui>(), Err(expected), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn hex_and_ipei_lead_back_to_the_same_ipui(bits in 1..=MAX) {
            let ipui = Ipui::from_bits(bits)?;
            prop_assert_eq!(ipui.to_string().parse::<Ipui>()?, ipui);
            prop_assert_eq!(ipui.ipei().parse::<Ipui>()?, ipui);
            prop_assert_eq!(ipui.device_bytes().parse::<Ipui>()?, ipui);
            prop_assert_eq!(Ipui::from_bytes(ipui.bytes())?, ipui);
            prop_assert_eq!(Ipui::from_ipei(u32::from(ipui.emc()), ipui.psn())?, ipui);
        }

        #[test]
        fn every_spelling_has_the_digits_of_an_ipui_or_more(
            bits in (1..=MAX, 0..36_u32).prop_map(|(bits, shift)| (bits >> shift).max(1)),
            is_short in any::<[bool; 5]>(),
            between in proptest::sample::select(&[" ", ",", "-", ":"][..]),
        ) {
            let ipui = Ipui::from_bits(bits)?;
            let bytes = ipui.bytes().into_iter().zip(is_short).map(|(byte, is_short)| {
                if is_short { format!("0x{byte:x}") } else { format!("{byte:02X}") }
            });
            let text = bytes.collect::<Vec<_>>().join(between);
            prop_assert_eq!(text.parse::<Ipui>()?, ipui);
            prop_assert!(crate::value::is_identity(&text), "{}", text);
        }

        #[test]
        fn one_wrong_digit_is_seen_except_in_the_eleventh_place(
            bits in 1..=MAX,
            place in 0..12_usize,
            digit in 0..10_u8,
        ) {
            prop_assume!(place != 10);
            let ipui = Ipui::from_bits(bits)?;
            let mut digits: Vec<u8> = ipui.ipei().bytes().filter(|byte| *byte != b' ').collect();
            prop_assume!(digits[place] != b'0' + digit);
            digits[place] = b'0' + digit;
            prop_assert!(String::from_utf8(digits)?.parse::<Ipui>().is_err());
        }

        #[test]
        fn the_usual_spelling_is_read_like_any_other(text in "[0-9A-Fa-fx:]{9,11}|.{0,20}") {
            let spelled = spelled::read(&text).map_err(|error| spelled::explain(&text, error));
            prop_assert_eq!(text.parse::<Ipui>(), spelled);
        }

        #[test]
        fn every_spelling_is_the_same_identity(
            bits in 1..=MAX,
            separator in "[-:._ –—‐‑−,;/]?",
            label in "((IPUI|IPEI|ipui|DECT-ID|IPEI-Nr[.])(: ?|=| ))?",
            remark in "( [(](neu|Büro 12|alt!)[)])?",
            both: bool,
        ) {
            let ipui = Ipui::from_bits(bits)?;
            let pairs = ipui.bytes().map(|byte| format!("{byte:02x}"));
            let ipei = ipui.ipei();
            let beside = if both { format!(" / {ipei}") } else { String::new() };
            let hex = format!("{label}{}{beside}{remark}", pairs.join(&separator));
            prop_assert_eq!(hex.parse::<Ipui>(), Ok(ipui), "{}", hex);
            let decimal = format!("{label}{}{remark}", ipei.replace(' ', &separator));
            prop_assert_eq!(decimal.parse::<Ipui>(), Ok(ipui), "{}", decimal);
        }

        #[test]
        fn two_handsets_in_a_cell_are_refused(one in 1..=MAX, other in 1..=MAX) {
            prop_assume!(one != other);
            let (one, other) = (Ipui::from_bits(one)?, Ipui::from_bits(other)?);
            for text in [
                format!("{one} {other}"),
                format!("{one} / {}", other.ipei()),
                format!("{} ({other})", one.ipei()),
            ] {
                prop_assert_eq!(text.parse::<Ipui>(), Err(IpuiError::Disagree(one, other)));
            }
        }
    }
}
