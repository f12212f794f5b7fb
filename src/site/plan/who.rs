//! Whom a change concerns, in the words of the roster and of the file in place.

use std::fmt;

use super::diff::shown_extension;
use crate::device::published::Account;
use crate::value::Hidden;

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
    /// What the accounts before and after say, except where it would show a password of theirs.
    #[must_use]
    pub fn of(old: Account<'_>, new: Account<'_>) -> Self {
        let extension = shown_extension(old, new);
        let before = old.display_name.unwrap_or_default();
        let after = new.display_name.unwrap_or_default();
        let passwords = || old.password.into_iter().chain(new.password);
        let hides_name = extension.is_none()
            || [before, after]
                .into_iter()
                .any(|name| passwords().any(|password| gives_away(name, password)));
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

/// Whether a name contains the password, or the two may have changed columns: then the password reads like
/// a name, with a space or without a digit, and the name has a digit.
fn gives_away(name: &str, password: Hidden<'_>) -> bool {
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let secret = password.expose();
    let reads_like_a_name = !has_digit(secret) || secret.trim().contains(' ');
    password.is_shown_by(name)
        || (!secret.is_empty() && !name.is_empty() && has_digit(name) && reads_like_a_name)
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
        let who = Who::of(old, new);
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
        ] {
            let of = account(name, password);
            assert_eq!(names(none, of), (None, None), "{name}");
            assert_eq!(names(of, account("Anna Berg", "Linde-2")).1, None, "{name}");
            assert!(!format!("{:?}", Who::of(none, of)).contains(name));
        }
        let lobby = account("Lobby 2", "Invented-1");
        assert_eq!(names(none, lobby), (Some("Lobby 2".into()), None));
    }
}
