//! The registration PIN of a base.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The PIN that a handset asks for when it registers: four decimal digits.
///
/// `0000` means that a handset fresh from the factory asks for none.
///
/// A PIN opens a base, so it is neither printed nor stored by accident.
///
/// ```
/// # use dect_roster::value::Pin;
/// # fn print(text: impl std::fmt::Display) {}
/// # fn store(value: impl serde::Serialize) {}
/// # let pin: Pin = "4711".parse().unwrap();
/// print(pin.device_bytes());
/// store(pin.device_bytes());
/// ```
///
/// ```compile_fail,E0277
/// # use dect_roster::value::Pin;
/// # fn print(text: impl std::fmt::Display) {}
/// # let pin: Pin = "4711".parse().unwrap();
/// print(pin);
/// ```
///
/// ```compile_fail,E0277
/// # use dect_roster::value::Pin;
/// # fn store(value: impl serde::Serialize) {}
/// # let pin: Pin = "4711".parse().unwrap();
/// store(pin);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pin([u8; 4]);

impl Pin {
    /// The four digits, for the file and nothing else.
    #[must_use]
    pub fn digits(self) -> String {
        self.0
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }

    /// The PIN as the file of an N720 spells it, two digits a byte: `0001` is `0x00,0x01`.
    #[must_use]
    pub fn device_bytes(self) -> String {
        let [a, b, c, d] = self.0;
        format!("0x{a}{b},0x{c}{d}")
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(withheld)")
    }
}

impl FromStr for Pin {
    type Err = PinError;

    fn from_str(text: &str) -> Result<Self, PinError> {
        let digits: [u8; 4] = text.as_bytes().try_into().map_err(|_| PinError)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits.map(|digit| digit - b'0')))
        } else {
            Err(PinError)
        }
    }
}

/// A text is not a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a PIN is four digits, for example 0000")]
pub struct PinError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_become_two_bytes() {
        for (text, bytes) in [
            ("0000", "0x00,0x00"),
            ("0001", "0x00,0x01"),
            ("4711", "0x47,0x11"),
        ] {
            assert_eq!(
                text.parse::<Pin>().map(Pin::device_bytes).as_deref(),
                Ok(bytes)
            );
        }
        for text in ["", "1", "00000", "12a4", "１２"] {
            assert_eq!(text.parse::<Pin>(), Err(PinError), "{text}");
        }
        assert!(!format!("{:?}", "4711".parse::<Pin>()).contains("47"));
    }
}
