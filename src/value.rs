//! The values of a roster row, each a type that cannot hold a wrong one.
//!
//! Every type keeps its content private and is made by parsing: `FromStr` (or `new`, where the
//! text is borrowed from the roster) takes the spellings that the field knows, `Display` gives the
//! one canonical form, which is also the form of the provisioning file.

mod field;
mod garbled;
mod ipui;
mod mac;
mod pin;
mod position;
mod secret;
mod spelling;
mod text;
mod window;
mod word;

pub use field::Field;
pub(crate) use garbled::{has_entity, has_letters_apart, is_garbled};
use ipui::HEX_DIGITS;
pub use ipui::{Ipui, IpuiError};
pub use mac::{KNOWN_PREFIXES, Mac, MacError};
pub use pin::{Pin, PinError};
pub use position::{Position, PositionError};
pub use secret::{Hidden, Password};
pub use spelling::LooksLike;
pub(crate) use spelling::{alphabet, is_dash};
pub use text::{AccountName, DisplayName, Extension, Login, TextDoubt, TextError, Voicemail};
pub(crate) use text::{check as check_text, is_plain};
pub use window::{DurationError, TimeError, WindowDuration, WindowStart, WindowState};
pub(crate) use word::{
    is_mask, is_one_of, is_ordinary_name, is_ordinary_secret, is_sample_name, is_truth_value,
    name_says_none, points_elsewhere, says_later, says_none,
};

/// A character that people type for a digit because it looks like one.
///
/// Returns the digit that was most likely meant. It serves messages only: no value is ever mended
/// by it.
pub(crate) fn lookalike_digit(letter: char) -> Option<char> {
    match letter {
        'O' | 'o' | 'Q' => Some('0'),
        'I' | 'i' | 'l' | '|' => Some('1'),
        'S' | 's' => Some('5'),
        'Z' | 'z' => Some('2'),
        _ => None,
    }
}

/// The number that a text of up to 16 hexadecimal digits is; `None` for any other text. The parser of the
/// standard library takes three times as long, and every row has two of them.
pub(crate) fn hex(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    let mut digits = text.chars().map(|c| c.to_digit(16));
    digits.try_fold(0, |bits, digit| Some(bits << 4 | u64::from(digit?)))
}

/// Whether a text is decimal digits and nothing else.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is the number of a port, 1 to 65535, as it is written in a file: without a sign or zeros
/// before it.
pub(crate) fn is_port(text: &str) -> bool {
    text.parse()
        .is_ok_and(|port: u16| port > 0 && port.to_string() == text)
}

/// Whether a text may be an identity without a label, by a quick look: it is as long as one, and has no
/// letter but hexadecimal digits and the `x` of `0x`. Nearly no value is.
pub(crate) fn may_be_identity(text: &str) -> bool {
    let is_foreign = |byte: u8| {
        byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit() && !matches!(byte, b'x' | b'X')
    };
    text.len() >= 10 && !text.bytes().any(is_foreign)
}

/// Whether a text is an IPUI or MAC address that can be no number: it has a letter.
pub(crate) fn is_lettered_identity(text: &str) -> bool {
    // An identity of digits and letters alone, which nearly no value is.
    (10..=17).contains(&text.len())
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && is_identity(text)
}

/// Whether an extension and a password seem to have changed places: few digits are the password of an
/// extension that is no number.
pub(crate) fn look_swapped(extension: &str, password: &str) -> bool {
    (1..=6).contains(&password.len())
        && is_number(password)
        && extension.contains(|c: char| c.is_alphabetic())
}

/// Whether a text is an IPUI, IPEI or MAC address and nothing else: no remark beside it.
pub(crate) fn is_identity(text: &str) -> bool {
    // The shortest one is an IPUI. Nearly no other value has as many digits, and a plan asks this of the
    // password of each handset.
    if text.bytes().filter(u8::is_ascii_hexdigit).count() < HEX_DIGITS {
        return false;
    }
    let has_remark = |text: &str| text.contains(['(', '[', '{', '<']);
    (text.parse::<Ipui>().is_ok() || text.parse::<Mac>().is_ok()) && !has_remark(text)
}
