//! The password of a SIP account.

use std::borrow::Cow;
use std::fmt;

use super::text::{TextDoubt, TextError, check};

/// A SIP password, which leaves the program in the provisioning file and nowhere else.
///
/// It has no `Display` and no `Serialize`, and its `Debug` shows nothing of it; what needs the text
/// itself says so by calling [`Password::expose`]. It is never mended: of what cannot be seen,
/// nobody knows which was meant.
#[derive(Clone, PartialEq, Eq)]
pub struct Password<'r>(Cow<'r, str>);

impl<'r> Password<'r> {
    /// Takes a password as it stands in the roster.
    ///
    /// # Errors
    /// When it is empty or has a character that a provisioning file cannot hold.
    pub fn new(text: impl Into<Cow<'r, str>>) -> Result<Self, TextError> {
        let text = text.into();
        check(&text)?;
        Ok(Self(text))
    }

    /// The text, for the provisioning file.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What makes the password doubtful, if anything does.
    #[must_use]
    pub fn doubt(&self) -> Option<TextDoubt> {
        TextDoubt::any_quote(&self.0)
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_it() {
        let shown = format!("{:?}", Password::new("geheim"));
        assert_eq!(shown, "Ok(Password(withheld))");
    }
}
