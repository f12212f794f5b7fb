//! Passwords.

use std::borrow::Cow;
use std::fmt;

use super::text::{TextDoubt, TextError, check};

/// A SIP password, which leaves the program in the provisioning file and nowhere else.
///
/// Nothing shows it by accident; what needs the text itself says so by calling
/// [`Password::expose`]:
///
/// ```
/// # use dect_roster::value::Password;
/// # fn print(text: impl std::fmt::Display) {}
/// # fn store(value: impl serde::Serialize) {}
/// # let password = Password::new("Invented-1").unwrap();
/// print(password.expose());
/// store(password.expose());
/// let text: &str = password.expose();
/// assert_eq!(format!("{password:?}"), "Password(withheld)");
/// ```
///
/// It cannot be printed,
///
/// ```compile_fail,E0277
/// # use dect_roster::value::Password;
/// # fn print(text: impl std::fmt::Display) {}
/// # let password = Password::new("Invented-1").unwrap();
/// print(password);
/// ```
///
/// or stored in any format,
///
/// ```compile_fail,E0277
/// # use dect_roster::value::Password;
/// # fn store(value: impl serde::Serialize) {}
/// # let password = Password::new("Invented-1").unwrap();
/// store(password);
/// ```
///
/// and does not pass for a text.
///
/// ```compile_fail,E0308
/// # use dect_roster::value::Password;
/// # let password = Password::new("Invented-1").unwrap();
/// let text: &str = &password;
/// ```
///
/// It is never repaired, because nobody sees which of its characters were meant.
#[derive(Clone, PartialEq, Eq)]
pub struct Password<'r>(Cow<'r, str>);

impl<'r> Password<'r> {
    /// Takes a password as it is in the roster.
    ///
    /// # Errors
    /// When it is empty or has a character that a provisioning file cannot hold.
    pub fn new(text: impl Into<Cow<'r, str>>) -> Result<Self, TextError> {
        let password = Self(text.into());
        check(&password.0)?;
        Ok(password)
    }

    /// The text, for the provisioning file.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The same without its own text.
    #[must_use]
    pub fn hidden(&self) -> Hidden<'_> {
        Hidden(&self.0)
    }

    /// What makes the password doubtful, if anything does.
    #[must_use]
    pub fn doubt(&self) -> Option<TextDoubt> {
        TextDoubt::secret(&self.0)
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(withheld)")
    }
}

/// Text of somebody else that may be a password: it is compared and written, never shown.
///
/// ```
/// # use dect_roster::value::{Hidden, Password};
/// # fn print(text: impl std::fmt::Display) {}
/// # fn store(value: impl serde::Serialize) {}
/// # let password = Password::new("Invented-1").unwrap();
/// let hidden: Hidden = password.hidden();
/// print(hidden.expose());
/// store(hidden.expose());
/// let text: &str = hidden.expose();
/// assert_eq!(format!("{hidden:?}"), "Hidden(withheld)");
/// ```
///
/// ```compile_fail,E0277
/// # use dect_roster::value::{Hidden, Password};
/// # fn print(text: impl std::fmt::Display) {}
/// # let password = Password::new("Invented-1").unwrap();
/// # let hidden: Hidden = password.hidden();
/// print(hidden);
/// ```
///
/// ```compile_fail,E0277
/// # use dect_roster::value::{Hidden, Password};
/// # fn store(value: impl serde::Serialize) {}
/// # let password = Password::new("Invented-1").unwrap();
/// # let hidden: Hidden = password.hidden();
/// store(hidden);
/// ```
///
/// ```compile_fail,E0308
/// # use dect_roster::value::{Hidden, Password};
/// # let password = Password::new("Invented-1").unwrap();
/// # let hidden: Hidden = password.hidden();
/// let text: &str = &hidden;
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden<'p>(pub(crate) &'p str);

/// Letters of a password, at least so many, that give it away inside a longer text.
const TELLING: usize = 4;

impl<'p> Hidden<'p> {
    /// The text, for a provisioning file or a roster.
    #[must_use]
    pub fn expose(self) -> &'p str {
        self.0
    }

    /// Whether a text shows the password: alone or, unless it is so short that chance would do it,
    /// inside a longer text. Spaces, signs and what cannot be seen hide nothing.
    #[must_use]
    pub fn is_shown_by(self, text: &str) -> bool {
        if self.0.is_empty() || self.0.trim() == text.trim() {
            return !self.0.is_empty();
        }
        let letters = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let number = letters(self.0);
        if number == 0 || number > text.len() {
            return false;
        }
        let bare =
            |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        let (secret, text) = (bare(self.0), bare(text));
        match number {
            ..TELLING => text == secret,
            _ => text.contains(&secret),
        }
    }

    /// Whether the text is an IPUI, IPEI or MAC address, as where columns were swapped.
    #[must_use]
    pub fn is_identity(self) -> bool {
        super::is_identity(self.0)
    }
}

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_what_is_hidden() {
        let password = Password::new("geheim").unwrap();
        let shown = format!("{password:?} {:?}", password.hidden());
        assert!(!shown.contains("geheim"), "{shown}");
    }

    #[test]
    fn what_another_program_may_have_replaced_is_a_doubt() {
        let doubt = |text: &'static str| Password::new(text).unwrap().doubt();
        for text in [
            "a'b<c>&ß\\",
            "Schnürsenkel-04",
            "a...b",
            "fi",
            "*a*b*",
            "p?",
        ] {
            assert_eq!(doubt(text), None, "{text}");
        }
        for (text, expected) in [
            ("a\"b", TextDoubt::Quote),
            ("a’b", TextDoubt::TypographicQuote),
            ("Gеheim", TextDoubt::Alphabet('е')),
            ("Οmega-1", TextDoubt::Alphabet('Ο')),
            ("o\u{fb03}ce", TextDoubt::Ligature('\u{fb03}')),
            ("a…b", TextDoubt::Ellipsis),
            ("tbd", TextDoubt::Later),
            ("Siehe oben", TextDoubt::Elsewhere),
            ("TRUE", TextDoubt::TruthValue),
            ("a–b", TextDoubt::LongDash),
            ("ｋJ7", TextDoubt::Alphabet('ｋ')),
        ] {
            assert_eq!(doubt(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_text_shows_a_password_that_is_in_it_whatever_stands_around() {
        let shows = |secret, text| Hidden(secret).is_shown_by(text);
        for (secret, text) in [
            ("geheim", "geheim"),
            (" geheim", "geheim "),
            ("Ge-heim!", "xGeheimx"),
            ("ge\u{200b}heim", "geheim"),
            ("101", "1-01"),
            ("--", "--"),
        ] {
            assert!(shows(secret, text), "{secret} {text}");
        }
        for (secret, text) in [("", ""), ("101", "1013"), ("geheim", "geh"), ("--", "-x-")] {
            assert!(!shows(secret, text), "{secret} {text}");
        }
    }
}
