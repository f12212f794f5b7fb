//! The names that a template may use, as `docs/templates.md` explains them.

/// Those of a handset.
pub(crate) const HANDSET: [&str; 12] = [
    "index",
    "position",
    "extension",
    "login",
    "password",
    "display_name",
    "account_name",
    "voicemail",
    "provider",
    "ipui",
    "ipui_bytes",
    "extra",
];

/// All others.
pub(super) const OTHERS: &[&str] = &[
    "base",
    "mac",
    "name",
    "handsets",
    "vacated",
    "settings",
    "window",
    "start",
    "seconds",
    "pin_bytes",
    "pin_digits",
    "random_pin",
    "version",
];
