//! The command line as it is typed, and what is said where it is typed wrongly.

use std::path::Path;

use clap::Parser;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::cli::Cli;
use super::shown;
use crate::input::is_roster_name;

/// What other programs call what this one does.
const OTHER_WORDS: [(&[&str], &str); 3] = [
    (&["validate", "verify", "lint", "test"], "check"),
    (
        &[
            "generate", "make", "create", "write", "run", "apply", "convert", "import",
        ],
        "build",
    ),
    (&["diff", "preview", "dry-run", "simulate"], "plan"),
];

/// The command line. A mistake in it is shown as the parser shows it, which repeats what was typed;
/// the name of a file may hold what would act on a terminal, so that is spelled out first.
#[must_use]
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| {
        let shown = std::env::args_os().map(|argument| shown(&argument));
        let error = Cli::try_parse_from(shown).err().unwrap_or(error);
        without_secret(with_cure(without_dashes(error))).exit()
    })
}

/// A mistyped PIN is still most of the PIN, a setting may be a password, and output ends up in logs.
fn without_secret(mut error: clap::Error) -> clap::Error {
    let secret = ["--pin <PIN>", "--set <KEY=VALUE>"];
    let secret = secret.map(|option| ContextValue::String(option.into()));
    if let Some(option) = error.get(ContextKind::InvalidArg)
        && secret.contains(option)
    {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".into()));
    }
    error
}

/// Takes away clap's advice to give an unknown option as a value: nobody has such a value.
fn without_dashes(mut error: clap::Error) -> clap::Error {
    if error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::StyledStrs(mut tips)) = error.remove(ContextKind::Suggested)
    {
        tips.retain(|tip| !tip.to_string().contains("as a value"));
        if !tips.is_empty() {
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
        }
    }
    error
}

/// Names the command that was meant, where what was typed is what another program would take.
fn with_cure(mut error: clap::Error) -> clap::Error {
    let typed = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let cure = match error.kind() {
        ErrorKind::InvalidSubcommand => cure_of_command(&typed(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => match typed(ContextKind::InvalidArg).as_str() {
            "--dry-run" | "-n" => Some("`dect-roster plan` shows what build would do".to_owned()),
            _ => None,
        },
        _ => None,
    };
    if let Some(cure) = cure {
        error.remove(ContextKind::SuggestedSubcommand);
        let tips = vec![StyledStr::from(cure)];
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
    error
}

fn cure_of_command(typed: &str) -> Option<String> {
    let word = typed.to_lowercase();
    let meant = OTHER_WORDS
        .iter()
        .find(|(words, _)| words.contains(&word.as_str()));
    if let Some((_, command)) = meant {
        return Some(format!("the command is called `{command}`"));
    }
    is_roster_name(Path::new(typed)).then(|| {
        format!(
            "`dect-roster check {typed}` checks it, `dect-roster build {typed} --out DIR` writes the files"
        )
    })
}
