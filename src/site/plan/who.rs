//! Whom a change concerns, in the words of the roster and of the file in place.

use std::fmt;

use crate::device::published::Account;
use crate::value::{Hidden, is_identity, look_swapped};

/// The extension and the names of the people at one position, before and after.
///
/// A million changes have one each, so the texts share one allocation.
#[derive(Clone, PartialEq, Eq)]
pub struct Who {
    texts: Box<str>,
    /// Where the extension ends and the name begins.
    extension: u32,
    /// Where the name ends and the former name begins.
    name: u32,
    /// Whether the extension would give a password away.
    hides_extension: bool,
    /// Whether one of the names would.
    hides_name: bool,
}

impl Who {
    /// What the accounts before and after say, except where it would show a password of theirs. `with_names`
    /// is whether names of this base are names; they may be passwords where columns are swapped.
    #[must_use]
    pub fn of(old: Account<'_>, new: Account<'_>, with_names: bool) -> Self {
        let extension = shown_extension(old, new);
        let before = old.display_name.unwrap_or_default();
        let after = new.display_name.unwrap_or_default();
        let passwords = || old.password.into_iter().chain(new.password);
        let hides_name = !with_names
            || extension.is_none()
            || [before, after]
                .into_iter()
                .any(|name| passwords().any(|password| password.is_shown_by(name)));
        // Of an account that goes, the name is the one it had.
        let (name, former) = match (before, after) {
            _ if hides_name => ("", ""),
            (before, "") => (before, ""),
            (before, after) if before == after => (after, ""),
            (before, after) => (after, before),
        };
        Self::new(extension, (!hides_name).then_some(name), former)
    }

    /// Puts the texts together; `None` is one that must not be shown.
    #[must_use]
    pub fn new(extension: Option<&str>, name: Option<&str>, former: &str) -> Self {
        let mut texts = String::with_capacity(
            extension.map_or(0, str::len) + name.map_or(0, str::len) + former.len(),
        );
        // The texts of a file are far shorter than 4 GB.
        let end = |texts: &String| u32::try_from(texts.len()).unwrap_or(u32::MAX);
        texts.push_str(extension.unwrap_or_default());
        let extension_end = end(&texts);
        texts.push_str(name.unwrap_or_default());
        let name_end = end(&texts);
        texts.push_str(former);
        Self {
            texts: texts.into(),
            extension: extension_end,
            name: name_end,
            hides_extension: extension.is_none(),
            hides_name: name.is_none(),
        }
    }

    /// The extension that the position has afterwards; before, where it is removed. `None` where it would
    /// give the account's password away, because somebody may have typed the one for the other.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        let text = self.texts.get(..self.extension as usize);
        text.filter(|_| !self.hides_extension)
    }

    /// The display name that the position has afterwards; before, where it is removed. `None` where it
    /// may be a password.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let text = self.texts.get(self.extension as usize..self.name as usize);
        text.filter(|_| !self.hides_name)
    }

    /// The display name that the position had, where that was another.
    #[must_use]
    pub fn former_name(&self) -> Option<&str> {
        let text = self.texts.get(self.name as usize..);
        text.filter(|name| !name.is_empty())
    }
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Who").field(&self.extension()).finish()
    }
}

/// The extension, unless it gives away a password that the account has or had.
pub(crate) fn shown_extension<'p>(old: Account<'p>, new: Account<'p>) -> Option<&'p str> {
    let extension = new.extension().or(old.extension()).unwrap_or_default();
    let mut passwords = old.password.into_iter().chain(new.password);
    // Where the password is an identity, or reads as an extension, columns were swapped, and the
    // extension may be the password.
    let gives_away = |password: Hidden<'_>| {
        password.is_shown_by(extension)
            || (password.is_identity() && !is_identity(extension))
            || look_swapped(extension, password.expose())
    };
    (!passwords.any(gives_away)).then_some(extension)
}

/// Whether name and password look as if their columns were swapped: the password has a space, as a name has,
/// or the name has a digit and no space while the password has no digit.
pub(super) fn may_be_swapped(account: Account<'_>) -> bool {
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let name = account.display_name.unwrap_or_default().trim();
    let secret = account.password.unwrap_or_default().expose().trim();
    let is_odd =
        secret.contains(' ') || (has_digit(name) && !name.contains(' ') && !has_digit(secret));
    !name.is_empty() && !secret.is_empty() && is_odd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account<'p>(name: &'p str, password: &'p str) -> Account<'p> {
        Account {
            user_id: Some("201"),
            display_name: Some(name),
            password: Some(Hidden(password)),
            ..Account::default()
        }
    }

    fn names(old: Account<'_>, new: Account<'_>) -> (Option<String>, Option<String>) {
        let with_names = !may_be_swapped(old) && !may_be_swapped(new);
        let who = Who::of(old, new, with_names);
        let owned = |name: Option<&str>| name.map(str::to_owned);
        (owned(who.name()), owned(who.former_name()))
    }

    #[test]
    fn the_names_before_and_after_are_those_of_the_people() {
        let anna = account("Anna Berg", "Invented-1");
        let bela = account("Bela Cron", "Invented-2");
        let none = Account::default();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(names(none, anna), (text("Anna Berg"), None));
        assert_eq!(names(anna, none), (text("Anna Berg"), None));
        assert_eq!(names(anna, anna), (text("Anna Berg"), None));
        assert_eq!(names(anna, bela), (text("Bela Cron"), text("Anna Berg")));
    }

    #[test]
    fn a_name_that_may_be_a_password_is_not_kept() {
        let none = Account::default();
        for (name, password) in [
            ("Invented-1", "Invented-1"),
            ("Anna Invented-1", "Invented-1"),
            ("kD8!xP", "Anna Berg"),
            ("kD8xP2", "Anna"),
            ("Winter", "Cora Dahl"),
        ] {
            let of = account(name, password);
            assert_eq!(names(none, of), (None, None), "{name}");
            assert_eq!(names(of, account("Anna Berg", "Linde-2")).1, None, "{name}");
            assert!(!format!("{:?}", Who::of(none, of, true)).contains(name));
        }
        for password in ["Invented-1", "geheim"] {
            let lobby = account("Lobby 2", password);
            assert_eq!(names(none, lobby), (Some("Lobby 2".into()), None));
        }
    }
}
